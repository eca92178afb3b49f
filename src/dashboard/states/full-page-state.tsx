import { Button, Card, EmptyState } from '@wix/design-system';
import type { ReactNode } from 'react';
import classes from './full-page-state.module.css';

interface FullPageStateProps {
  readonly dataHook: string;
  readonly title: string;
  readonly image: ReactNode;
  readonly text?: ReactNode;
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** A state in which there is nothing to do on this page but what it says. */
export function FullPageState({ dataHook, title, image, text, action }: FullPageStateProps) {
  return (
    <main className={classes.page}>
      <Card>
        <EmptyState
          skin="page-no-border"
          dataHook={dataHook}
          title={title}
          subtitle={<span className={classes.text}>{text}</span>}
          image={<span className={classes.sign}>{image}</span>}
        >
          {action === undefined ? null : (
            <Button priority="primary" onClick={action.onClick}>
              {action.label}
            </Button>
          )}
        </EmptyState>
      </Card>
    </main>
  );
}
