/** No key at all: in GitHub Actions its own token becomes Google's, and on Cloud Run the attached account's serves. */
import { env } from "node:process";
import { createVertex } from "@vertex-edge/client";
import { externalAccount, metadataServer } from "@vertex-edge/client/auth";

const credentials = env.GITHUB_ACTIONS
  ? externalAccount({
    audience: env.GOOGLE_WORKLOAD_IDENTITY_PROVIDER, // //iam.googleapis.com/projects/…/providers/…
    service_account_impersonation_url: env.GOOGLE_IMPERSONATION_URL, // leave it out for direct access
  }, { subjectToken: ({ audience }) => githubToken(`https:${audience}`) })
  : metadataServer();
const vertex = createVertex({ credentials, project: env.GOOGLE_CLOUD_PROJECT });

const { choices } = await vertex.chat.completions.create({
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user", content: "Why is the sky blue?" }],
});
console.log(choices[0]?.message.content);

/** Needs the job's `permissions: { id-token: write }`. */
async function githubToken(audience: string): Promise<string> {
  const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`;
  const headers = { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` };
  return (await (await fetch(url, { headers })).json()).value;
}
