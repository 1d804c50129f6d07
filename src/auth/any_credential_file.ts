import { isRecord } from "../errors.ts";
import { authorizedUser } from "./authorized_user.ts";
import {
  type CredentialFile,
  optionalText,
  parseCredentialText,
  refused,
  requiredText,
} from "./credential_file.ts";
import type { Credentials } from "./credentials.ts";
import { externalAccount, type ExternalAccountOptions } from "./external_account.ts";
import { GOOGLE_UNIVERSE, universeOf } from "./google_oauth.ts";
import { impersonated } from "./impersonated.ts";
import { serviceAccount } from "./service_account.ts";
import { checkOrigins, googleURL } from "./trusted_url.ts";

/** A file's credentials, and what they are. */
export interface TypedCredentials {
  /** The file's `type`. */
  readonly type: string;
  /** What it describes. */
  readonly credentials: Credentials;
}

/**
 * Reads a credential file of any type that Google's tools write and this library can use.
 *
 * @param file Its text, or what the text holds.
 * @param options Those of the source that the type calls for.
 * @returns The credentials.
 * @throws {VertexError} `invalid_config` if it is no such file.
 */
export function readAnyCredentialFile(
  file: object | string,
  options: ExternalAccountOptions,
): TypedCredentials {
  const value = typeof file === "string" ? parseCredentialText(file) : file;
  // What is no file at all is most often meant for a service account, whose reader knows what it may be instead.
  if (!isRecord(value)) return { type: "", credentials: serviceAccount(file) };
  const { scopes, quotaProjectId, universeDomain } = options;
  switch (value.type) {
    case "service_account": {
      const universe = universeOf(optionalText(value, "universe_domain"), universeDomain);
      // Other clouds know no exchange.
      const credentials = serviceAccount(value, {
        scopes,
        selfSigned: universe !== GOOGLE_UNIVERSE,
      });
      return { type: value.type, credentials: { ...credentials, quotaProjectId } };
    }
    case "authorized_user":
      return {
        type: value.type,
        credentials: authorizedUser(value, { scopes, quotaProjectId, universeDomain }),
      };
    case "external_account":
      return { type: value.type, credentials: externalAccount(value, options) };
    case "impersonated_service_account":
      return { type: value.type, credentials: impersonatedFile(value, options) };
    default:
      throw refused(
        "its type is none of service_account, authorized_user, external_account and impersonated_service_account",
      );
  }
}

/** What `gcloud auth application-default login --impersonate-service-account` writes. */
function impersonatedFile(file: CredentialFile, options: ExternalAccountOptions): Credentials {
  const { source_credentials: source, delegates } = file;
  // A chain of accounts is told by `delegates`, not by files within files.
  if (!isRecord(source) || source.type === file.type) {
    throw refused("source_credentials holds no credential file of another type");
  }
  const universe = universeOf(optionalText(file, "universe_domain"), options.universeDomain);
  const url = googleURL({
    field: "service_account_impersonation_url",
    address: requiredText(file, "service_account_impersonation_url"),
    service: "iamcredentials",
  }, { universe, allowedOrigins: checkOrigins(options.allowedOrigins ?? []) });
  const email = /([^/]+):generateAccessToken$/.exec(url.replace("%40", "@"))?.[1] ?? "";
  return impersonated(
    readAnyCredentialFile(source, { ...options, scopes: undefined }).credentials,
    {
      targetPrincipal: email,
      delegates: Array.isArray(delegates)
        ? delegates.map((name) => String(name).replace(/^projects\/-\/serviceAccounts\//, ""))
        : undefined,
      scopes: options.scopes,
      quotaProjectId: options.quotaProjectId ?? optionalText(file, "quota_project_id"),
      universeDomain: options.universeDomain,
    },
  );
}
