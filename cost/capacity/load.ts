import type { Use } from "../use";
import type { Measured } from "./measured";
import type { Site } from "./site";

/** Milliseconds of a task's processor for a page that no cache answers. */
export const uncachedMs = (site: Site, figures: Measured): number =>
  site.hasObjectCache ? figures.uncachedWithCacheMs : figures.uncachedMs;

/** The same for a mean page, its files where no CDN answers them. */
export function pageMs(site: Site, use: Use, figures: Measured): number {
  const cached = site.hasCdn ? 0 : use.cached * figures.cachedMs + use.filesPerPage * 0.5 * figures.fileMs;
  return cached + (1 - use.cached) * uncachedMs(site, figures);
}
