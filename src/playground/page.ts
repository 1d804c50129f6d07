import { html, scriptHash, styleHash } from "./html.ts";

/** A page, ready to be served. */
export interface PlaygroundPage {
  /** The body: HTML that needs nothing else. */
  readonly html: string;
  /** Header fields to serve it with, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The playground. Give it to a gateway as `playground`, or serve it yourself at the path under which the gateway's `/v1`
 * lies: it calls `v1/…` beside its own address, and no other address.
 *
 * The page itself is open to everybody and holds no secret. It asks for an API key where the gateway wants one, and
 * keeps it in memory alone. Its policy lets nothing run but its own script, and nothing be fetched from elsewhere.
 *
 * @see {@link https://www.w3.org/TR/CSP3/ | Content Security Policy Level 3}
 */
export const page: PlaygroundPage = {
  html,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": [
      "default-src 'none'",
      `script-src '${scriptHash}'`,
      `style-src '${styleHash}'`,
      "connect-src 'self'",
      "img-src 'self' data: blob:",
      "media-src data: blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join("; "),
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  },
};
