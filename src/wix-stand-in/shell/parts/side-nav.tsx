import type { View } from '../place.ts';
import type { Words } from '../words.ts';

interface SideNavProps {
  readonly words: Words;
  readonly view: View;
  readonly areFaultsOpen: boolean;
  readonly faultsOn: number;
  readonly onView: (view: View) => void;
  readonly onFaults: () => void;
}

export function SideNav({ words, view, areFaultsOpen, faultsOn, onView, onFaults }: SideNavProps) {
  const item = (target: View, hook: string, text: string) => (
    <button
      type="button"
      className="nav-item"
      data-hook={hook}
      aria-current={view === target ? 'page' : undefined}
      onClick={() => onView(target)}
    >
      {text}
    </button>
  );
  return (
    <nav className="side-nav" aria-label={words.title}>
      <div className="nav-items">
        {item('uplift', 'shell-nav-uplift', words.uplift)}
        {item('media', 'shell-nav-media', words.mediaManager)}
        <button
          type="button"
          className="nav-item nav-faults"
          data-hook="shell-nav-faults"
          aria-pressed={areFaultsOpen}
          onClick={onFaults}
        >
          {words.faults}
          {faultsOn > 0 ? <span className="fault-count">{faultsOn}</span> : null}
        </button>
      </div>
    </nav>
  );
}
