import * as v from "valibot";
import { isRecord } from "../errors.ts";

/** A field's name as protocol buffers write it: `functionDeclarations` becomes `function_declarations`. */
export type SnakeCase<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** `undefined` where a field may be missing: so may it be given as such. */
export type Absence<T, Name extends keyof T> = Record<never, never> extends Pick<T, Name>
  ? undefined
  : never;

/**
 * An object in camelCase or in snake_case, at every level of it, for Google reads both; a caller's own data, such as
 * the arguments of a call, is left as it is.
 */
export type EitherSpelling<T> = T extends readonly (infer Item)[] ? readonly EitherSpelling<Item>[]
  : T extends object ? [keyof T] extends [never] ? T : string extends keyof T ? T
    :
      | { readonly [Name in keyof T]: EitherSpelling<T[Name]> | Absence<T, Name> }
      | {
        readonly [Name in keyof T as SnakeCase<Name>]:
          | EitherSpelling<T[Name]>
          | Absence<T, Name>;
      }
  : T;

/** See {@linkcode message}. */
export type MessageSchema<Entries extends v.ObjectEntries> = v.SchemaWithPipe<
  readonly [
    v.CustomSchema<Record<string, unknown>, v.ErrorMessage<v.CustomIssue> | undefined>,
    v.TransformAction<Record<string, unknown>, Record<string, unknown>>,
    v.LooseObjectSchema<Entries, undefined>,
  ]
>;

/**
 * The schema of a message of Google's: reads both spellings, gives camelCase, lets unknown fields pass.
 *
 * Only the fields of the message are respelled, so the names in a caller's own data stay what they are.
 *
 * @param entries The fields that are checked, in camelCase.
 * @returns The schema.
 */
export function message<const Entries extends v.ObjectEntries>(
  entries: Entries,
): MessageSchema<Entries> {
  return v.pipe(
    v.custom<Record<string, unknown>>(isRecord, "Expected an object"),
    v.transform(camelCased),
    v.looseObject(entries),
  );
}

function camelCased(value: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(value).map(([name, field]) => {
    const camel = name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter) => letter.toUpperCase());
    // Where both are given, both are sent, and Google says what is wrong.
    return [camel in value ? name : camel, field];
  });
  return Object.fromEntries(entries);
}
