/** A recording for a terminal: what was seen, and what changed since the one before. */

import { counted, plainText } from '../../base/text.ts';
import { type Label, paint } from '../style.ts';
import { changeLines, type ReportedChange } from './changes.ts';

/** What `record` tells; the command's own answer fits it. */
export interface RecordReport {
  readonly file: string;
  readonly state: string;
  readonly servers: readonly string[];
  readonly versions: {
    readonly comfyui?: string;
    readonly torch?: string;
    readonly device?: string;
  };
  readonly nodeTypes: number;
  readonly models: number;
  readonly changes: readonly ReportedChange[];
}

const mostLines = 40;

export function renderRecord(
  { value }: { readonly value: RecordReport },
  { color }: { readonly color: boolean },
): string {
  const { comfyui, torch, device } = value.versions;
  const versions = [
    comfyui === undefined ? undefined : `ComfyUI ${comfyui}`,
    torch === undefined ? undefined : `torch ${torch}`,
    device,
  ].filter((part) => part !== undefined);
  const counts = `${counted(value.nodeTypes, 'node type')}, ${counted(value.models, 'model')}`;
  const lines = [
    `${value.file}: ${paint(color, labelOf(value.state), value.state)}`,
    `  ${value.servers.map(plainText).join(', ')}: ${[...versions.map(plainText), counts].join(', ')}`,
    ...changeLines(value.changes, mostLines, color),
  ];
  return `${lines.join('\n')}\n`;
}

function labelOf(state: string): Label {
  if (state === 'refused') return 'error';
  return state === 'unchanged' ? 'dim' : 'good';
}
