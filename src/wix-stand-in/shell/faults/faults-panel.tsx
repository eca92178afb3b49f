import { Box, Button, CloseButton, Heading, Text } from '@wix/design-system';
import type { FaultValues } from '../control.ts';
import type { Language, Words } from '../words.ts';
import { FAULT_GROUPS, type FaultField, PRESETS } from './fault-fields.ts';

interface FaultsPanelProps {
  readonly words: Words;
  readonly language: Language;
  readonly values: FaultValues;
  /** How many differ from normal. */
  readonly faultsOn: number;
  readonly isInstalled: boolean;
  readonly onChange: (changes: FaultValues) => void;
  readonly onReset: () => void;
  readonly onInstalled: (installed: boolean) => void;
  readonly onClose: () => void;
}

export function FaultsPanel(props: FaultsPanelProps) {
  const { words, language, values, faultsOn, onChange, onReset, onClose } = props;
  return (
    <aside className="faults" aria-label={words.faults} data-hook="shell-faults">
      <Box align="space-between" verticalAlign="middle">
        <Heading size="small">{words.faults}</Heading>
        <CloseButton size="medium" skin="dark" onClick={onClose} aria-label={words.close} />
      </Box>
      <Text size="small" secondary>
        {words.faultsText}
      </Text>
      <div className="presets">
        {PRESETS.map(({ label, faults }) => (
          <Button key={label.en} size="tiny" priority="secondary" onClick={() => onChange(faults)}>
            {label[language]}
          </Button>
        ))}
        <Button
          size="tiny"
          priority={faultsOn > 0 ? 'primary' : 'secondary'}
          onClick={onReset}
          dataHook="shell-faults-reset"
        >
          {words.resetFaults}
        </Button>
      </div>
      {FAULT_GROUPS.map(({ title, fields }) => (
        <fieldset key={title.en} className="fault-group">
          <legend>{title[language]}</legend>
          {fields.map((field) => (
            <FaultRow
              key={field.name}
              field={field}
              language={language}
              value={values[field.name] ?? 0}
              onChange={onChange}
            />
          ))}
        </fieldset>
      ))}
      <InstalledRow {...props} />
    </aside>
  );
}

function InstalledRow({ words, isInstalled, onInstalled }: FaultsPanelProps) {
  return (
    <fieldset className="fault-group">
      <legend>{words.appOnSite}</legend>
      <label className="fault-row">
        <span>{words.uplift}</span>
        <select
          data-hook="shell-app-installed"
          value={String(isInstalled)}
          onChange={(event) => onInstalled(event.target.value === 'true')}
        >
          <option value="true">{words.installed}</option>
          <option value="false">{words.removed}</option>
        </select>
      </label>
    </fieldset>
  );
}

interface FaultRowProps {
  readonly field: FaultField;
  readonly language: Language;
  readonly value: number | string;
  readonly onChange: (changes: FaultValues) => void;
}

function FaultRow({ field, language, value, onChange }: FaultRowProps) {
  const hook = `shell-fault-${field.name}`;
  if (field.kind === 'choice') {
    const isNumber = typeof value === 'number';
    return (
      <label className="fault-row">
        <span>{field.label[language]}</span>
        <select
          data-hook={hook}
          value={String(value)}
          onChange={(event) => onChange({ [field.name]: isNumber ? Number(event.target.value) : event.target.value })}
        >
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      </label>
    );
  }
  const factor = field.kind === 'share' ? 0.01 : field.factor;
  const unit = field.kind === 'share' ? '%' : field.unit;
  const change = (text: string) => {
    const number = Number(text) * factor;
    if (text !== '' && number >= 0 && (field.kind !== 'share' || number <= 1)) onChange({ [field.name]: number });
  };
  return (
    <label className="fault-row">
      <span>{field.label[language]}</span>
      <span className="fault-number" dir="ltr">
        <input
          type="number"
          min={0}
          max={field.kind === 'share' ? 100 : undefined}
          data-hook={hook}
          value={Math.round(Number(value) / factor)}
          onChange={(event) => change(event.target.value)}
        />
        <span className="fault-unit">{unit}</span>
      </span>
    </label>
  );
}
