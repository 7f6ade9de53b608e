export const rooms: Readonly<Record<string, readonly string[]>>;
export const commandRooms: Readonly<Record<string, readonly string[]>>;
export const packages: Readonly<Record<string, readonly string[]>>;
export const pureNodeModules: readonly string[];
export const roomsWithoutEffects: readonly string[];
export function drawing(): string;
export function commandDrawing(): string;
