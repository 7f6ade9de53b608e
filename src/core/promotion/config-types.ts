/** promotion.yaml after reading: defaults filled in, everything checked. The rest of the program sees only this. */

import type { EnvironmentRules } from '../workflow/environment-rules.ts';
import type { ModelMapping, ValueMapping } from '../workflow/types.ts';
import type { EvidenceRule, SignatureRule } from './config-evidence.ts';
import type { PromotionPolicy } from './config-policy.ts';
import type { DeviceRequirement, QuietHours, Scorer } from './config-smoke.ts';
import type { Windows } from './windows.ts';

export interface PromotionConfig {
  /** In promotion order: the first is where changes enter. */
  readonly environments: readonly Environment[];
  readonly models: readonly ModelMapping[];
  readonly values: readonly ValueMapping[];
  readonly overrides: readonly Override[];
  readonly scorers: readonly Scorer[];
  readonly forge: ForgeConfig;
  readonly signatures: SignatureRule;
  /** ComfyUI user, by id or name → who that is. */
  readonly people: ReadonlyMap<string, Person>;
  /** Globs of files on servers that are nobody's business. */
  readonly ignoredCanvases: readonly string[];
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Environment {
  readonly name: string;
  /** The environment that releases come from; none for the first. */
  readonly after?: string;
  /** Environments that must have run a release too, in the order of promotion.yaml; absent where there is one alone. */
  readonly alsoAfter?: readonly string[];
  readonly servers: readonly ServerConfig[];
  readonly gates: GateConfig;
  readonly promotion: PromotionPolicy;
  readonly runner?: readonly string[];
  /** What a run may count on being cached: design section 8 rule 9. */
  readonly cache: 'vary' | 'free' | 'accept';
  /** What makes its evidence count. */
  readonly evidence: EvidenceRule;
  /** What its servers must have; absent where promotion.yaml asks for nothing. */
  readonly require?: DeviceRequirement;
  /** What its workflows must keep to; absent where promotion.yaml says nothing of it. */
  readonly rules?: EnvironmentRules;
}

/** `url`, `token` and header values may be `$VARIABLE`; they are resolved only when a server is called. */
export interface ServerConfig {
  readonly url: string;
  readonly token?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca?: string;
  /** URL of an HTTP proxy, or `none`. */
  readonly proxy?: string;
  readonly role: 'live' | 'test';
  /** When smoke may use it; absent for any time. */
  readonly quiet?: QuietHours;
  /** Milliseconds that one smoke command may use it; absent for no limit. */
  readonly budgetMs?: number;
}

export interface GateConfig {
  readonly previous: boolean;
  readonly validation: boolean;
  readonly smoke: boolean;
  /** Milliseconds; 0 where there is no soak gate. */
  readonly soak: number;
  readonly approvals: number;
  /** How many owners must approve. */
  readonly owners?: number;
  readonly windows?: Windows;
  /** Contexts of commit statuses that must be green. */
  readonly statuses?: readonly string[];
  readonly lookedAt?: boolean | readonly string[];
  readonly contract?: 'off' | 'approval' | 'block';
  /** What differs by the kind of change. */
  readonly kinds?: Readonly<Record<string, Partial<GateConfig>>>;
}

/** A glob of workflow names and what differs for them. */
export interface Override {
  readonly pattern: string;
  readonly gates: Partial<GateConfig>;
  readonly promotion: Partial<PromotionPolicy>;
  /** Who is asked for what these workflows need: `@name`, `@team`, or an address. */
  readonly owners: readonly string[];
}

export interface ForgeConfig {
  /** Absent where promotion.yaml leaves it to the remote's address. */
  readonly kind?: 'local' | 'github';
  readonly remote: string;
  readonly repository?: string;
  readonly apiUrl?: string;
  /** Absent for the first method that the repository allows. */
  readonly merge?: 'merge' | 'squash' | 'rebase';
}
