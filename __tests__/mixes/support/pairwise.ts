type Choices = Readonly<Record<string, readonly (string | number | boolean)[]>>;

export type Mix<C extends Choices> = { readonly [Name in keyof C]: C[Name][number] };

/**
 * Mixes of which some hold every two values that may stand together: each begins with a pair that is missing, and takes on what
 * adds most. Where no value of an option is allowed, the choice before it is taken back.
 *
 * @param isAllowed says no to what may not stand together; options that are not chosen yet are undefined
 */
export function pairwise<C extends Choices>(choices: C, isAllowed: (mix: Partial<Mix<C>>) => boolean): Mix<C>[] {
  type Partly = Readonly<Record<string, string | number | boolean>>;
  const names = Object.keys(choices);
  const allowed = (mix: Partly) => isAllowed(mix as Partial<Mix<C>>);
  const pair = (mix: Partly, one: string, other: string) => `${one}=${mix[one]} ${other}=${mix[other]}`;
  const pairsOf = (mix: Partly) => {
    const chosen = names.filter((name) => mix[name] !== undefined);
    return chosen.flatMap((one, place) => chosen.slice(place + 1).map((other) => pair(mix, one, other)));
  };
  const both = (one: string, other: string): Partly[] =>
    (choices[one] ?? []).flatMap((left) => (choices[other] ?? []).map((right) => ({ [one]: left, [other]: right })));
  const missing = new Map<string, Partly>(
    names.flatMap((one, place) =>
      names
        .slice(place + 1)
        .flatMap((other) => both(one, other).filter(allowed))
        .map((mix): [string, Partly] => [pairsOf(mix)[0] ?? "", mix]),
    ),
  );

  const gain = (mix: Partly, added: string) => names.filter((name) => isMissing(mix, name, added)).length;
  function isMissing(mix: Partly, name: string, added: string): boolean {
    if (name === added || mix[name] === undefined) return false;
    const [one, other] = names.indexOf(name) < names.indexOf(added) ? [name, added] : [added, name];
    return missing.has(pair(mix, one, other));
  }

  function completed(mix: Partly): Partly | undefined {
    const next = names.find((name) => mix[name] === undefined);
    if (next === undefined) return mix;
    const grown = (choices[next] ?? []).map((value) => ({ ...mix, [next]: value })).filter(allowed);
    for (const one of grown.sort((a, b) => gain(b, next) - gain(a, next))) {
      const whole = completed(one);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }

  const mixes: Partly[] = [];
  for (const start of missing.values()) {
    const mix = completed(start);
    if (mix === undefined) continue;
    mixes.push(mix);
    for (const one of pairsOf(mix)) missing.delete(one);
  }
  return mixes as Mix<C>[];
}
