import type { Journal } from './journal.ts';

/** Entities of one kind by id, in the order they were first put. Every change is in the journal before `put` returns. */
export interface Collection<T extends { readonly id: string }> {
  get(id: string): T | undefined;
  put(entity: T): T;
  remove(id: string): void;
  all(): IterableIterator<T>;
}

export function createCollection<T extends { readonly id: string }>(
  name: string,
  journal: Journal,
  stored: Iterable<T>,
  onChange: (before: T | undefined, after: T | undefined) => void = () => undefined,
): Collection<T> {
  const entities = new Map<string, T>();
  const set = (entity: T): void => {
    onChange(entities.get(entity.id), entity);
    entities.set(entity.id, entity);
  };
  for (const entity of stored) set(entity);
  return {
    get: (id) => entities.get(id),
    put(entity) {
      journal.append([name, entity.id, entity]);
      set(entity);
      return entity;
    },
    remove(id) {
      if (!entities.has(id)) return;
      journal.append([name, id]);
      onChange(entities.get(id), undefined);
      entities.delete(id);
    },
    all: () => entities.values(),
  };
}
