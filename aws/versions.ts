/** How many numbers AWS may have gone on since the kept data: a patch comes each quarter, a minor or major version once a year or two. */
const NEWER_PATCHES = 8;
const NEWER_MINORS = 1;

/** `8.0.mysql_aurora.3.10.0` → 8, 0, mysql_aurora, 3, 10, 0 */
const partsOf = (version: string): string[] => version.split(".");

/**
 * Whether a version exists, or may exist by now: it is one of the known ones, stands for some of them (8.4 for 8.4.3 and later),
 * or goes on from the newest of them by little.
 */
export function mayExist(version: string, known: readonly string[]): boolean {
  if (known.includes(version)) return true;
  const wanted = partsOf(version);
  let family = known.map(partsOf);
  for (const [index, part] of wanted.entries()) {
    const within = family.filter((parts) => parts[index] === part);
    if (within.length === 0) return goesOn(part, index, family);
    family = within;
  }
  return true;
}

function goesOn(part: string, index: number, family: readonly (readonly string[])[]): boolean {
  const numbers = family.map((parts) => Number(parts[index])).filter((number) => !Number.isNaN(number));
  const newest = Math.max(...numbers);
  return Number(part) > newest && Number(part) <= newest + (index < 2 ? NEWER_MINORS : NEWER_PATCHES);
}
