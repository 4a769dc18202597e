/* images.ts - addresses of images: https, the same host but for what the server does, and the harmless kinds of data: in an
 * image no script runs. Pure. */
export function imageSource(v: unknown): string | null {
  if (typeof v !== "string") return null;
  const s = v.trim();
  const own = /^\/(?![/\\])[^\s\\]*$/.test(s) && !/(^|\/)(-|%2d)(\/|$)/i.test(s);
  return own ||
    /^https:\/\/[^\s]+$/i.test(s) ||
    /^data:image\/(png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i.test(s) ||
    /^data:image\/svg\+xml[;,]/i.test(s)
    ? s
    : null;
}
