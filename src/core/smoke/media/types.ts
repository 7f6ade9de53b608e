/** What a container says of the video, sound or animation in it. */

export interface MediaFacts {
  readonly format: string;
  readonly seconds?: number;
  readonly fps?: number;
  readonly frames?: number;
  readonly width?: number;
  readonly height?: number;
}
