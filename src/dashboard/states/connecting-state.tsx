import { Loader } from '@wix/design-system';
import { useWords } from '../words/use-words.ts';
import classes from './connecting-state.module.css';

export function ConnectingState() {
  const words = useWords();
  return (
    <div className={classes.connecting} role="status">
      <Loader text={words('connecting.title')} />
    </div>
  );
}
