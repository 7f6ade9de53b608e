/** Which inputs are widgets and which widgets they bring: one row per widget type of the page. */

import { isJsonArray, isJsonObject, type Json, member } from '../../../base/json.ts';
import { isTruthy, numberAt, stringOf, textAt } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import type { InputShape, NumberRange, Value, Widget, WidgetTraits } from './types.ts';

type Extra = { readonly [K in keyof WidgetTraits]?: WidgetTraits[K] | undefined };
type Maker = (shape: InputShape, rules: FrontendRules) => Widget[];

const nothing: Extra = {};

export function makeWidget(
  name: string,
  kind: string,
  value: Value,
  extra: Extra = nothing,
): Widget {
  const traits = {
    kind,
    keeps: extra.keeps ?? true,
    sends: extra.sends ?? true,
    filled: extra.filled,
    choices: extra.choices,
    range: extra.range,
    setter: extra.setter,
    shape: extra.shape,
    initial: extra.initial,
  };
  return { name, cell: { value }, traits };
}

/** Returns the widgets that an input brings, its own one first; undefined where the type is no widget. */
export function widgetsOf(shape: InputShape, rules: FrontendRules): Widget[] | undefined {
  return makerOf(shape.widgetType, rules)?.(shape, rules);
}

/** True where the page makes a widget of the type. */
export function isWidgetType(type: string, rules: FrontendRules): boolean {
  return makerOf(type, rules) !== undefined;
}

function makerOf(type: string, rules: FrontendRules): Maker | undefined {
  const own = rules.generation === 'modern' ? modernMakers : classicMakers;
  if (Object.hasOwn(own, type)) return own[type];
  return Object.hasOwn(commonMakers, type) ? commonMakers[type] : undefined;
}

const commonMakers: Readonly<Record<string, Maker>> = {
  INT: (shape, rules) => {
    const widget = numberWidget(shape, rangeOf(shape, intRange));
    const control = member(shape.config, 'control_after_generate') ?? isSeedName(shape.name);
    return isTruthy(control) ? [widget, controlWidget(shape, 'randomize', rules)] : [widget];
  },
  FLOAT: (shape, rules) => {
    const widget = numberWidget(shape, rangeOf(shape, floatRange));
    const hasControl =
      rules.generation === 'modern' && isTruthy(member(shape.config, 'control_after_generate'));
    return hasControl ? [widget, controlWidget(shape, 'fixed', rules)] : [widget];
  },
  BOOLEAN: (shape) => [valueWidget(shape, 'toggle', false)],
  STRING: (shape) => {
    const isText = isTruthy(member(shape.config, 'multiline'));
    return [
      makeWidget(shape.name, isText ? 'customtext' : 'text', defaultOf(shape) ?? '', {
        shape,
        filled: member(shape.config, 'dynamicPrompts') === true ? 'prompt' : undefined,
        setter: isText ? 'text-area' : undefined,
      }),
    ];
  },
  MARKDOWN: (shape) => [
    makeWidget(shape.name, 'MARKDOWN', defaultOf(shape) ?? '', { shape, setter: 'text-area' }),
  ],
  COMBO: (shape, rules) => comboWidgets(shape, rules),
  COLOR: (shape) => [valueWidget(shape, 'color', '#000000')],
  CHART: (shape) => [valueWidget(shape, 'chart', {})],
  GALLERIA: (shape) => [valueWidget(shape, 'galleria', [])],
  TEXTAREA: (shape) => [valueWidget(shape, 'textarea', '')],
  IMAGEUPLOAD: (shape) => [makeWidget(shape.name, 'button', 'image', { sends: false })],
  AUDIO_UI: (shape, rules) => [
    makeWidget(shape.name, 'audioUI', '', {
      keeps: false,
      sends: rules.generation === 'classic',
      setter: 'fixed',
    }),
  ],
  AUDIOUPLOAD: (shape) => [makeWidget(shape.name, 'button', '', { sends: false })],
  AUDIO_RECORD: (shape) => [
    makeWidget(shape.name, 'audioUI', '', { setter: 'fixed' }),
    makeWidget(shape.name, 'button', '', { sends: false }),
  ],
  LOAD_3D: () => loadMesh('image'),
  LOAD_3D_ANIMATION: () => loadMesh('image'),
  PREVIEW_3D: () => [makeWidget('image', 'load3D', '', { setter: 'fixed' })],
  PREVIEW_3D_ANIMATION: () => [makeWidget('image', 'load3D', '', { setter: 'fixed' })],
  WEBCAM: (shape) => [makeWidget(shape.name, 'WEBCAM', '', { setter: 'fixed' })],
};

const classicMakers: Readonly<Record<string, Maker>> = {
  FILEUPLOAD: (shape) => [valueWidget(shape, 'fileupload', '')],
  IMAGECOMPARE: (shape) => [valueWidget(shape, 'imagecompare', ['', ''])],
  TREESELECT: (shape) => [valueWidget(shape, 'treeselect', '')],
  MULTISELECT: (shape) => [valueWidget(shape, 'multiselect', [])],
  SELECTBUTTON: (shape) => [valueWidget(shape, 'selectbutton', '')],
};

const modernMakers: Readonly<Record<string, Maker>> = {
  COMFY_DYNAMICCOMBO_V3: (shape) => [dynamicComboWidget(shape)],
  IMAGECOMPARE: (shape) => [makeWidget(shape.name, 'imagecompare', ['', ''], { keeps: false })],
  BOUNDING_BOX: (shape) => {
    const box = defaultOf(shape) ?? { x: 0, y: 0, width: 512, height: 512 };
    const side = (name: string) =>
      makeWidget(name, 'number', isJsonObject(box) ? member(box, name) : undefined, {
        sends: false,
      });
    return [
      makeWidget(shape.name, 'boundingbox', box, { shape }),
      ...['x', 'y', 'width', 'height'].map(side),
    ];
  },
  BOUNDING_BOXES: (shape) => [valueWidget(shape, 'boundingboxes', [])],
  COLORS: (shape) => [valueWidget(shape, 'colors', [])],
  CURVE: (shape) => [
    valueWidget(shape, 'curve', {
      points: [
        [0, 0],
        [1, 1],
      ],
      interpolation: 'monotone_cubic',
    }),
  ],
  RANGE: (shape) => [valueWidget(shape, 'range', { min: 0, max: 1 })],
  PAINTER: (shape) => [valueWidget(shape, 'painter', '')],
  COMPOSITOR: (shape) => [valueWidget(shape, 'compositor', {})],
  VIDEO_EDIT: (shape) => [valueWidget(shape, 'videoedit', videoEditDefault(shape))],
  LOAD_3D: (shape) =>
    shape.name === 'viewport_state'
      ? [makeWidget(shape.name, 'load3D', '', { setter: 'fixed' })]
      : loadMesh('image'),
  LOAD_3D_ADVANCED: () => [makeWidget('viewport_state', 'load3DAdvanced', '', { setter: 'fixed' })],
};

function defaultOf(shape: InputShape): Value {
  return member(shape.config, 'default') ?? undefined;
}

function valueWidget(shape: InputShape, kind: string, fallback: Json): Widget {
  return makeWidget(shape.name, kind, defaultOf(shape) ?? fallback, { shape });
}

function numberWidget(shape: InputShape, range: NumberRange): Widget {
  return makeWidget(shape.name, numberKind(shape), defaultOf(shape) ?? 0, { shape, range });
}

function numberKind(shape: InputShape): string {
  const display = textAt(shape.config, 'display');
  return display === 'slider' || display === 'knob' ? display : 'number';
}

function isSeedName(name: string): boolean {
  return name === 'seed' || name === 'noise_seed';
}

const ranges = new WeakMap<InputShape, NumberRange>();

function rangeOf(shape: InputShape, read: (shape: InputShape) => NumberRange): NumberRange {
  const known = ranges.get(shape);
  if (known !== undefined) return known;
  const range = read(shape);
  ranges.set(shape, range);
  return range;
}

function intRange(shape: InputShape): NumberRange {
  const { config } = shape;
  const step = numberAt(config, 'step') ?? 1;
  return {
    min: numberAt(config, 'min') ?? 0,
    max: numberAt(config, 'max') ?? 2048,
    step: step === 0 ? 1 : step,
    round: 0,
    precision: 0,
  };
}

function floatRange(shape: InputShape): NumberRange {
  const { config } = shape;
  const step = numberAt(config, 'step') ?? 0.5;
  const precision = Math.max(0, -Math.floor(Math.log10(step)));
  const own = numberAt(config, 'round') ?? 0;
  return {
    min: numberAt(config, 'min') ?? 0,
    max: numberAt(config, 'max') ?? 2048,
    step,
    round: precision !== 0 && own === 0 ? 10 ** -precision : own,
    precision,
  };
}

/** The slot of `control_after_generate`; a text there is the name on old pages, the first value on new ones. */
export function controlWidget(shape: InputShape, first: string, rules: FrontendRules): Widget {
  const named = textAt(shape.config, 'control_after_generate');
  const prefix = member(shape.config, 'control_prefix');
  const name =
    named ??
    (isTruthy(prefix) ? `${stringOf(prefix)} control_after_generate` : 'control_after_generate');
  return makeWidget(name, 'combo', rules.generation === 'modern' && named ? named : first, {
    sends: false,
    choices: ['fixed', 'increment', 'decrement', 'randomize'],
  });
}

function comboWidgets(shape: InputShape, rules: FrontendRules): Widget[] {
  const { config, choices, name } = shape;
  const control = member(config, 'control_after_generate');
  if (isTruthy(member(config, 'multi_select'))) {
    const widget = makeWidget(name, 'custom', [], { shape });
    const hasControl = rules.generation === 'modern' && isTruthy(control);
    return hasControl ? [widget, controlWidget(shape, 'fixed', rules)] : [widget];
  }
  const remote = objectMember(config, 'remote');
  const own = defaultOf(shape);
  const first = isTruthy(own) ? own : (choices[0] ?? (remote ? 'Loading...' : undefined));
  const widgets = [makeWidget(name, 'combo', first, { shape, choices })];
  if (remote !== undefined) {
    widgets.push(makeWidget('Auto-refresh after generation', 'toggle', false, { sends: false }));
    if (isTruthy(member(remote, 'refresh_button'))) {
      widgets.push(makeWidget('refresh', 'button', 'refresh'));
    }
  }
  if (isTruthy(control)) {
    widgets.push(controlWidget(shape, 'randomize', rules), filterWidget(shape));
  }
  return widgets;
}

/** The text beside the control of a combo that filters what it draws. */
export function filterWidget(shape: InputShape): Widget {
  const named = textAt(shape.config, 'control_filter_list');
  const prefix = member(shape.config, 'control_prefix');
  const name =
    named ?? (isTruthy(prefix) ? `${stringOf(prefix)} control_filter_list` : 'control_filter_list');
  return makeWidget(name, 'string', '', { sends: false });
}

function dynamicComboWidget(shape: InputShape): Widget {
  const keys = shape.choices.flatMap((choice) => {
    const key = isJsonObject(choice) ? member(choice, 'key') : undefined;
    return key === undefined ? [] : [key];
  });
  return makeWidget(shape.name, 'combo', keys[0], {
    shape,
    choices: keys,
    setter: 'dynamic-combo',
  });
}

function loadMesh(name: string): Widget[] {
  return [
    makeWidget('upload 3d model', 'button', 'upload3dmodel'),
    makeWidget('upload extra resources', 'button', 'uploadExtraResources'),
    makeWidget('clear', 'button', 'clear'),
    makeWidget(name, 'load3D', '', { setter: 'fixed' }),
  ];
}

function videoEditDefault(shape: InputShape): Json {
  const features = member(shape.config, 'features');
  const has = (feature: string) => !isJsonArray(features) || features.includes(feature);
  return {
    ...(has('trim') ? { trim: { start_time: 0, duration: 0 } } : {}),
    ...(has('crop') ? { crop: { x: 0, y: 0, width: 0, height: 0 } } : {}),
  };
}

function objectMember(object: InputShape['config'], key: string) {
  const value = member(object, key);
  return isJsonObject(value) ? value : undefined;
}
