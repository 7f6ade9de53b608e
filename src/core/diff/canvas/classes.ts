/** Which class a change of a canvas field has: one table for fields, one for properties. */

import type { ChangeClass } from '../types.ts';

const fieldClasses: Readonly<Record<string, ChangeClass>> = {
  mode: 'behaviour',
  pos: 'layout',
  size: 'layout',
  color: 'layout',
  bgcolor: 'layout',
  boxcolor: 'layout',
  shape: 'layout',
  flags: 'layout',
  horizontal: 'layout',
  showAdvanced: 'view',
};

/** Unknown fields may mean anything to a node pack's script, so they are told. */
export function classOfField(name: string): ChangeClass {
  return Object.hasOwn(fieldClasses, name) ? (fieldClasses[name] as ChangeClass) : 'documentation';
}

const propertyClasses: Readonly<Record<string, ChangeClass>> = {
  'Node name for S&R': 'view',
  cnr_id: 'drift',
  aux_id: 'drift',
  ver: 'drift',
  ue_properties: 'drift',
  enableTabs: 'view',
  tabWidth: 'view',
  tabXOffset: 'view',
  hasSecondTab: 'view',
  secondTabText: 'view',
  secondTabOffset: 'view',
  secondTabWidth: 'view',
  widget_ue_connectable: 'view',
  previewExposures: 'view',
  showOutputText: 'view',
  horizontal: 'layout',
};

export function classOfProperty(name: string): ChangeClass {
  if (Object.hasOwn(propertyClasses, name)) return propertyClasses[name] as ChangeClass;
  return 'documentation';
}

const notes = new Set(['Note', 'MarkdownNote']);

/** True for node types that people only read. */
export function isNote(type: string): boolean {
  return notes.has(type);
}

/** Fields of a group and of the document that people read; all others are layout or view. */
export function classOfGroupField(name: string): ChangeClass {
  return name === 'title' ? 'documentation' : 'layout';
}
