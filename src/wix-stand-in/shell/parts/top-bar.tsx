import type { SiteInfo, UserInfo } from '../control.ts';
import type { Place } from '../place.ts';
import type { Language, Words } from '../words.ts';

interface Option {
  readonly value: string;
  readonly text: string;
}

interface ChoiceProps {
  readonly label: string;
  readonly hook: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

/** A plain select: it works with every keyboard, reader and test tool. */
function Choice({ label, hook, value, options, onChange }: ChoiceProps) {
  return (
    <label className="choice">
      <span className="choice-label">{label}</span>
      <select data-hook={hook} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TopBarProps {
  readonly words: Words;
  readonly place: Place;
  readonly sites: readonly SiteInfo[];
  readonly users: readonly UserInfo[];
  readonly onSite: (siteId: string) => void;
  readonly onUser: (userId: string) => void;
  readonly onLanguage: (language: Language) => void;
}

const LANGUAGES: readonly Option[] = [
  { value: 'en', text: 'English' },
  { value: 'he', text: 'עברית' },
];

const named = ({ id, displayName }: SiteInfo | UserInfo): Option => ({ value: id, text: displayName });

export function TopBar({ words, place, sites, users, onSite, onUser, onLanguage }: TopBarProps) {
  return (
    <header className="top-bar">
      <div className="brand">
        <strong>{words.title}</strong>
        <span className="local-badge">{words.local}</span>
      </div>
      <div className="choices">
        <Choice
          label={words.site}
          hook="shell-site-select"
          value={place.siteId}
          options={sites.map(named)}
          onChange={onSite}
        />
        <Choice
          label={words.user}
          hook="shell-user-select"
          value={place.userId}
          options={users.map(named)}
          onChange={onUser}
        />
        <Choice
          label={words.language}
          hook="shell-language-select"
          value={place.language}
          options={LANGUAGES}
          onChange={(value) => onLanguage(value === 'he' ? 'he' : 'en')}
        />
      </div>
    </header>
  );
}
