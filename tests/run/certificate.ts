/** A self-signed certificate, made on the spot: a private key has no place in a repository. */

/** In PEM form, as servers take it. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
/** The object identifiers, encoded. */
const sha256WithRsa = Uint8Array.fromHex("06092a864886f70d01010b");
const commonName = Uint8Array.fromHex("0603550403");
const subjectAltName = Uint8Array.fromHex("0603551d11");

/**
 * Makes a certificate that is good for a day.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc5280#section-4.1 | RFC 5280, section 4.1}
 */
export async function makeCertificate(hosts: readonly string[]): Promise<Certificate> {
  const pair = await crypto.subtle.generateKey(
    { ...algorithm, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
    true,
    ["sign", "verify"],
  );
  const signatureAlgorithm = der(0x30, sha256WithRsa, der(0x05));
  const name = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, text("stand-in")))));
  const altNames = der(0x30, ...hosts.map((host) => der(0x82, text(host))));
  const extension = der(0x30, subjectAltName, der(0x04, altNames));
  const now = Date.now();
  const body = der(
    0x30,
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(1)),
    signatureAlgorithm,
    name,
    der(0x30, time(now - 3_600_000), time(now + 86_400_000)),
    name,
    new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)),
    der(0xa3, der(0x30, extension)),
  );
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, body));
  const whole = der(0x30, body, signatureAlgorithm, der(0x03, Uint8Array.of(0), signature));
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return { cert: pem("CERTIFICATE", whole), key: pem("PRIVATE KEY", key) };
}

/** One value: its tag, its length, and what is in it. */
function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = parts.flatMap((part) => [...part]);
  const { length } = content;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function time(ms: number): Uint8Array {
  return der(0x17, text(`${new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
