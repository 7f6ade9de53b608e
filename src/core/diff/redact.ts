/** Takes secrets out of a diff before it is shown: both that a value changed and that it is hidden stay visible. */

import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
} from '../../base/json.ts';
import { isSecretName } from './names.ts';
import type { Change, WorkflowDiff } from './types.ts';

export const redacted = '[redacted]';

/** Returns the diff with every value of a secret-named input replaced; it can no longer be applied, and what applies it is not made. */
export function redactDiff(diff: WorkflowDiff): WorkflowDiff {
  const { schemaVersion, format, matches, counts, problems } = diff;
  const changes = diff.changes.map(redactChange);
  return { schemaVersion, format, changes, matches, counts, problems };
}

function redactChange(change: Change): Change {
  if (change.kind === 'node-added' || change.kind === 'node-removed') {
    const links = change.links.map((link) => ({
      ...link,
      ...valuesOf(link, isSecretName(link.input)),
    }));
    return { ...change, content: redactValue(change.content), links };
  }
  if (change.kind === 'node-replaced') {
    const inputs = change.inputs.map((each) => ({
      ...each,
      ...valuesOf(each, isSecretName(each.input)),
    }));
    return { ...change, inputs };
  }
  if ('input' in change) {
    const hidden = change.role === 'secret';
    return { ...change, ...valuesOf(change, hidden) };
  }
  if ('path' in change) {
    return { ...change, ...valuesOf(change, change.path.some(isSecretName)) };
  }
  return change;
}

function valuesOf(
  change: { readonly from?: Json; readonly to?: Json },
  hidden: boolean,
): { from?: Json; to?: Json } {
  const shown = (value: Json): Json => (hidden ? redacted : redactValue(value));
  return {
    ...(change.from === undefined ? {} : { from: shown(change.from) }),
    ...(change.to === undefined ? {} : { to: shown(change.to) }),
  };
}

/** Keys as their makers mark them: OpenAI and others, Hugging Face, GitHub, AWS, Slack. */
const knownSecrets =
  /\b(sk-[\w-]{16,}|hf_\w{20,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,})/g;

/** Replaces members with secret names at any depth, and what looks like a key anywhere; links and empty texts are no secrets. */
function redactValue(value: Json): Json {
  if (typeof value === 'string') return value.replace(knownSecrets, redacted);
  if (Array.isArray(value)) return value.map(redactValue);
  if (!isJsonObject(value)) return value;
  return jsonObject(
    entriesOf(value as JsonObject).map(([key, item]): [string, Json] => [
      key,
      isSecretName(key) && typeof item === 'string' && item !== '' ? redacted : redactValue(item),
    ]),
  );
}
