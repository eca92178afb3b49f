import '@wix/design-system/styles.global.css';
import './shell.css';
import { createRoot } from 'react-dom/client';
import { Shell } from './shell.tsx';

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no element with the id "app"');
createRoot(container).render(<Shell />);
