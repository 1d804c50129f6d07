/** A PNG of one pixel. */
export const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** A file, for as long as a case needs it. */
export async function writeFile(
  name: string,
  bytes: Uint8Array,
): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/${name}`, bytes);
  return {
    path: `${folder}/${name}`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
