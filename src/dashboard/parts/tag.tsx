import { Badge, type BadgeProps } from '@wix/design-system';
import classes from './tag.module.css';

interface TagProps {
  readonly skin: NonNullable<BadgeProps['skin']>;
  readonly children: string;
  readonly dataHook?: string;
}

/** The design system's badge, with a text that the style sheet shortens: its own measures itself in every row that comes into sight. */
export function Tag({ skin, children, dataHook }: TagProps) {
  return (
    <Badge
      skin={skin}
      size="small"
      uppercase={false}
      {...(dataHook === undefined ? {} : { dataHook })}
      customContent={
        <span className={classes.text} title={children}>
          {children}
        </span>
      }
    />
  );
}
