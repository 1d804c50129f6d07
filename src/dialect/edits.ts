/** Writes into objects, and knows whether that made a difference; made by {@linkcode createEdits}. */
export interface Edits {
  /** Whether anything was changed so far; who begins something new sets it back. */
  changed: boolean;
  /** Gives a field a value, unless it has that very value. */
  set(target: Record<string, unknown>, field: string, value: unknown): void;
  /** Takes a field away, if it is there. */
  drop(target: Record<string, unknown>, field: string): void;
  /** Leaves fields out: the same object if it has none of them, else a copy, which engines make faster than they delete. */
  without(target: Record<string, unknown>, fields: readonly string[]): Record<string, unknown>;
}

/**
 * Makes what all repairs of one stream write with, so that a chunk in which nothing was wrong can leave as the text
 * that it came as.
 *
 * @returns The edits, none so far.
 */
export function createEdits(): Edits {
  const edits: Edits = {
    changed: false,
    set(target, field, value) {
      if (target[field] === value) return;
      target[field] = value;
      edits.changed = true;
    },
    drop(target, field) {
      if (target[field] === undefined) return;
      delete target[field];
      edits.changed = true;
    },
    without(target, fields) {
      const rest: Record<string, unknown> = {};
      let left = false;
      for (const field in target) {
        if (fields.includes(field)) left = true;
        else rest[field] = target[field];
      }
      edits.changed ||= left;
      return left ? rest : target;
    },
  };
  return edits;
}
