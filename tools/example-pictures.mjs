// Draws the pictures of the example workflows; run once, the files are kept in examples/.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import sharp from 'sharp';

const badge = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128">
  <circle cx="64" cy="64" r="60" fill="#f2b632"/>
  <path d="M64 22 L76 52 L108 54 L83 74 L92 106 L64 88 L36 106 L45 74 L20 54 L52 52 Z" fill="#26343f"/>
</svg>`;

const shoe = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480">
  <rect width="480" height="480" fill="#f7f3ea"/>
  <path d="M60 300 C90 200 150 240 200 180 C240 230 330 270 400 285 C430 292 436 330 420 345 L70 345 C58 340 54 320 60 300 Z" fill="#c8372d"/>
  <path d="M60 345 L425 345 L418 368 L66 368 Z" fill="#ffffff" stroke="#8a8478" stroke-width="4"/>
  <path d="M205 215 L235 200 M225 235 L255 220 M246 252 L276 237" stroke="#ffffff" stroke-width="9"/>
</svg>`;

const photo = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="512">
  <defs><linearGradient id="wall" x2="0" y2="1"><stop stop-color="#b9c4bf"/><stop offset="1" stop-color="#7c8a86"/></linearGradient></defs>
  <rect width="640" height="512" fill="url(#wall)"/>
  <rect y="360" width="640" height="152" fill="#6b4a34"/>
  <ellipse cx="250" cy="320" rx="90" ry="96" fill="#b5342b"/>
  <ellipse cx="400" cy="335" rx="78" ry="80" fill="#d9982f"/>
  <path d="M250 226 C252 196 270 180 288 176" stroke="#3d2a1d" stroke-width="9" fill="none"/>
  <ellipse cx="225" cy="285" rx="22" ry="30" fill="#e27f6f" opacity="0.6"/>
</svg>`;

for (const [name, svg] of Object.entries({ badge, shoe, photo })) {
  const png = await sharp(Buffer.from(svg)).png({ palette: true, effort: 10 }).toBuffer();
  writeFileSync(resolve(import.meta.dirname, 'examples', `${name}.png`), png);
}
