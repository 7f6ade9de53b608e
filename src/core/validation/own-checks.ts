/** Core classes with a validation function of their own (VALIDATE_INPUTS), by server version: facts of ComfyUI's sources. */

import {
  type CheckArguments,
  type CheckResult,
  cameraInputs,
  checkCamera,
  checkTask,
} from './core-functions.ts';

export interface OwnCheck {
  /** Inputs that the function takes: they skip min, max and options. */
  readonly inputs: readonly string[];
  /** It takes `**kwargs`: all inputs skip them. */
  readonly takesAll?: true;
  /** It takes `input_types`: no type of a link into the node is checked. */
  readonly takesTypes?: true;
  /** The one input names a file of the input folder: one that the server lists is there, so it passes. */
  readonly listsFiles?: true;
  /** Inputs that the class does not declare pass too. */
  readonly acceptsAll?: true;
  /** The class that the function is inherited from; Python's sentences name it. */
  readonly definedIn?: string;
  /** The function itself, where it looks at nothing but its arguments. */
  readonly run?: (given: CheckArguments) => CheckResult;
}

const shared: readonly (readonly [string, OwnCheck])[] = [
  ['LoadImage', { inputs: ['image'], listsFiles: true }],
  ['LoadImageOutput', { inputs: ['image'], definedIn: 'LoadImage' }],
  ['LoadLatent', { inputs: ['latent'], listsFiles: true }],
  ['WebcamCapture', { inputs: ['image'] }],
  ['LoadAudio', { inputs: ['audio'], listsFiles: true }],
  ['LoadVideo', { inputs: ['file'], listsFiles: true }],
  ['FluxProUltraImageNode', { inputs: ['aspect_ratio'] }],
  ['TripoConversionNode', { inputs: [], takesTypes: true, run: checkTask }],
];

export const ownChecksOf0364: ReadonlyMap<string, OwnCheck> = new Map([
  ...shared,
  ['LoadImageMask', { inputs: ['image'], listsFiles: true }],
  ['KlingCameraControls', { inputs: cameraInputs, run: checkCamera }],
]);

export const ownChecksOf033: ReadonlyMap<string, OwnCheck> = new Map([
  ...shared,
  ['LoadImageMask', { inputs: ['image'], listsFiles: true, definedIn: 'LoadImage' }],
  ['ModelAttentionBackend', { inputs: ['attention'] }],
  ['SelectModelDevice', { inputs: ['device'] }],
  ['SelectCLIPDevice', { inputs: ['device'] }],
  ['SelectVAEDevice', { inputs: ['device'] }],
  ['Load3D', { inputs: ['model_file'], takesAll: true }],
  ['Load3DAdvanced', { inputs: ['model_file'], takesAll: true }],
  ['CustomCombo', { inputs: ['choice', 'index'], takesAll: true, acceptsAll: true }],
]);
