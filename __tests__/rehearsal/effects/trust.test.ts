import { expect, test } from "vitest";
import { type KeyAndCertificate, parseKeyAndCertificate } from "../../../rehearsal/effects/certificate-authority";
import { Trust } from "../../../rehearsal/effects/ecs/trust";
import type { Engine } from "../../../rehearsal/effects/engine";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";

const pem = (what: string, body: string) => `-----BEGIN ${what}-----\n${body}\n-----END ${what}-----`;
const authority: KeyAndCertificate = { key: pem("PRIVATE KEY", "a2V5"), certificate: pem("CERTIFICATE", "cnVu") };

/** An engine that only notes what it is asked for. */
function trustIn(made: KeyAndCertificate | undefined) {
  const commands: string[][] = [];
  const engine = {
    name: (part: string) => `rehearsal-${part}`,
    ensureVolume: async (name: string) => ({ name, created: true }),
    runOnce: async (image: string, command: string[], binds: string[]) => {
      commands.push([image, ...command.slice(-1), ...binds]);
      return "";
    },
  } as unknown as Engine;
  const notes = new LocalNotes();
  return { trust: new Trust(engine, { inUse: async () => made }, notes), commands, notes };
}

test("a container stays as it is while no local server has a certificate", async () => {
  const { trust, commands, notes } = trustIn(undefined);
  const options = { Image: "web", Env: ["A=1"] };
  expect(await trust.extend(options)).toBe(options);
  expect(commands).toEqual([]);
  expect(notes.all()).toEqual([]);
});

test("the run's authority joins the image's own, once for each image", async () => {
  const { trust, commands, notes } = trustIn(authority);
  const mount = expect.stringMatching(/^rehearsal-trust-[0-9a-f]{12}:\/etc\/ssl\/certs:ro$/);
  const extended = await trust.extend({ Image: "web", HostConfig: { Binds: ["files:/files"] } });
  expect(extended.HostConfig?.Binds).toEqual(["files:/files", mount]);
  await trust.extend({ Image: "web" });
  await trust.extend({ Image: "other" });
  expect(commands.map(([image, certificate]) => [image, certificate])).toEqual([
    ["web", authority.certificate],
    ["other", authority.certificate],
  ]);
  expect(notes.all()).toEqual([expect.stringContaining("/etc/ssl/certs/ca-certificates.crt also holds")]);
});

test("a variable that names authorities names the run's too, and others stay", async () => {
  const { trust, notes } = trustIn(authority);
  const given = pem("CERTIFICATE", "cmRz");
  const { Env } = await trust.extend({ Image: "web", Env: [`DB_CA=${given}\n`, "QUERY=a=b", "EMPTY="] });
  expect(Env).toEqual([`DB_CA=${given}\n${authority.certificate}`, "QUERY=a=b", "EMPTY="]);
  expect(notes.all()).toContain("task: DB_CA also holds the authority of this run");
});

test("an authority is read from what its script prints, or missed", () => {
  expect(parseKeyAndCertificate(`${authority.key}\n${authority.certificate}\n`)).toEqual(authority);
  expect(() => parseKeyAndCertificate(authority.certificate)).toThrow("no key and certificate were made");
});
