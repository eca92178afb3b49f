import { edgeRefusal, type FieldViolation, validationError } from './wix-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the fields of a request and gathers what is wrong with them; `done()` refuses them all at once. */
export class Fields {
  readonly #source: JsonObject;
  readonly #violations: FieldViolation[] = [];

  /** An `options` wrapper, which the SDK's callers know, is refused by the edge. */
  constructor(source: unknown) {
    if (!isObject(source) || isObject(source.options)) throw edgeRefusal(403);
    this.#source = source;
  }

  #violate(field: string, description: string, violatedRule: string, data: JsonObject = {}): void {
    this.#violations.push({ field, description, violatedRule, data });
  }

  string(field: string, rule: { readonly maxLength: number; readonly required?: boolean }): string | undefined {
    const value = this.#source[field];
    if (value === undefined || value === null || value === '') {
      if (rule.required) this.#violate(field, 'must not be empty', 'REQUIRED_FIELD');
      return undefined;
    }
    if (typeof value !== 'string') {
      this.#violate(field, 'must be a string', 'FORMAT');
      return undefined;
    }
    this.#limit(field, value.length, rule.maxLength, 'MAX_LENGTH');
    return value;
  }

  requiredString(field: string, maxLength: number): string {
    return this.string(field, { maxLength, required: true }) ?? '';
  }

  boolean(field: string): boolean | undefined {
    const value = this.#source[field];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'boolean') return value;
    this.#violate(field, 'must be a boolean', 'FORMAT');
    return undefined;
  }

  strings(
    field: string,
    rule: { readonly maxSize: number; readonly maxLength: number; readonly minSize?: number },
  ): readonly string[] | undefined {
    const value = this.#source[field];
    if (value === undefined || value === null) {
      if (rule.minSize) this.#violate(field, 'must not be empty', 'REQUIRED_FIELD');
      return undefined;
    }
    if (!Array.isArray(value) || !value.every((entry): entry is string => typeof entry === 'string')) {
      this.#violate(field, 'must be an array of strings', 'FORMAT');
      return undefined;
    }
    if (value.length < (rule.minSize ?? 0)) {
      this.#violate(field, `has size ${value.length}, expected ${rule.minSize} or more`, 'MIN_SIZE', {
        threshold: rule.minSize,
      });
    }
    this.#limit(field, value.length, rule.maxSize, 'MAX_SIZE');
    value.forEach((entry, index) => {
      this.#limit(`${field}[${index}]`, entry.length, rule.maxLength, 'MAX_LENGTH');
    });
    return value;
  }

  /** A count of bytes: a decimal string; a JSON number passes too, as in every protobuf JSON mapping. */
  bytes(field: string): number | undefined {
    const value = this.#source[field];
    if (value === undefined || value === null) return undefined;
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return Number(text);
    this.#violate(field, 'must be a decimal number, 0 or more, without fraction', 'FORMAT');
    return undefined;
  }

  integer(field: string, rule: { readonly min: number; readonly max: number; readonly fallback: number }): number {
    const value = this.#source[field] ?? rule.fallback;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      this.#violate(field, 'must be an integer', 'FORMAT');
      return rule.fallback;
    }
    if (number < rule.min) this.#violate(field, `must be at least ${rule.min}`, 'MIN', { threshold: rule.min });
    if (number > rule.max) this.#violate(field, `must be at most ${rule.max}`, 'MAX', { threshold: rule.max });
    return number;
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const value = this.#source[field];
    if (value === undefined || value === null) return undefined;
    const found = allowed.find((entry) => entry === value);
    if (found === undefined) this.#violate(field, `must be one of ${allowed.join(', ')}`, 'FORMAT');
    return found;
  }

  object(field: string): JsonObject | undefined {
    const value = this.#source[field];
    if (value === undefined || value === null) return undefined;
    if (isObject(value)) return value;
    this.#violate(field, 'must be an object', 'FORMAT');
    return undefined;
  }

  /** Fields of an object below; their names in violations are `parent.name`. */
  nested(field: string): Fields | undefined {
    const value = this.object(field);
    if (value === undefined) return undefined;
    const below = new Fields(value);
    this.#nested.push([field, below]);
    return below;
  }

  readonly #nested: (readonly [string, Fields])[] = [];

  refuse(violation: FieldViolation): void {
    this.#violations.push(violation);
  }

  has(field: string): boolean {
    return this.#source[field] !== undefined;
  }

  violations(): readonly FieldViolation[] {
    const below = this.#nested.flatMap(([field, fields]) =>
      fields.violations().map((violation) => ({ ...violation, field: `${field}.${violation.field}` })),
    );
    return [...this.#violations, ...below];
  }

  /** @throws WixError 400 naming every field that is wrong. */
  done(): void {
    const violations = this.violations();
    if (violations.length > 0) throw validationError(violations);
  }

  #limit(field: string, size: number, threshold: number, violatedRule: string): void {
    if (size > threshold) {
      this.#violate(field, `has size ${size}, expected ${threshold} or less`, violatedRule, { threshold });
    }
  }
}
