import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeyAndCertificate, parseKeyAndCertificate } from "../../../rehearsal/effects/certificate-authority";

const SCRIPTS = join(__dirname, "../../../rehearsal/effects/services");

/** The run's authority, with its own scripts, but in no container. */
export class HostAuthority {
  private readonly made = parseKeyAndCertificate(execFileSync(join(SCRIPTS, "authority"), { encoding: "utf8" }));

  get certificate(): string {
    return this.made.certificate;
  }

  async issue(hosts: readonly string[]): Promise<KeyAndCertificate> {
    const directory = mkdtempSync(join(tmpdir(), "issued-"));
    try {
      const environment = { HOST_NAMES: hosts.join(","), CA_KEY: this.made.key, CA_CERTIFICATE: this.made.certificate };
      execFileSync(join(SCRIPTS, "certificate"), [directory], { env: { ...process.env, ...environment } });
      const read = (file: string) => readFileSync(join(directory, file), "utf8");
      return parseKeyAndCertificate(read("key.pem") + read("certificate.pem"));
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
}
