import type { Framework } from "./control";

const ACCOUNT = "the account, which these stacks do not configure";
const PEOPLE = "people and their procedures";

/** The controls of each framework of which configuration shows something, and the neighbours that an auditor asks for next. */
export const FRAMEWORKS: readonly Framework[] = [
  {
    id: "cis",
    title: "CIS AWS Foundations Benchmark 5.0.0",
    source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html",
    controls: [
      { id: "1.4", title: "The root user has a second factor", elsewhere: ACCOUNT },
      { id: "2.1.1", title: "Buckets refuse plain HTTP", checks: ["bucketsDenyHttp"] },
      { id: "2.1.4", title: "Buckets block public access", checks: ["bucketsBlockPublicAccess"] },
      { id: "2.2.1", title: "Databases are encrypted", checks: ["databaseEncrypted"] },
      { id: "2.2.2", title: "Databases take minor upgrades", checks: ["databaseMinorUpgrades"] },
      { id: "2.2.3", title: "Databases are not public", checks: ["databasePrivate"] },
      { id: "2.2.4", title: "Databases span zones", checks: ["databaseMultiZone"] },
      { id: "2.3.1", title: "File systems are encrypted", checks: ["fileSystemEncrypted"] },
      { id: "3.1", title: "CloudTrail records all regions", elsewhere: ACCOUNT },
      { id: "3.6", title: "Keys rotate", checks: ["keysRotate"] },
      { id: "3.7", title: "VPCs log their flows", checks: ["flowLogs"] },
      { id: "5.1.1", title: "New disks are encrypted in every region", elsewhere: ACCOUNT },
      { id: "5.3", title: "Admin ports are closed to IPv4", checks: ["adminPortsClosedIpv4"] },
      { id: "5.4", title: "Admin ports are closed to IPv6", checks: ["adminPortsClosedIpv6"] },
      { id: "5.5", title: "The default security group is closed", checks: ["defaultGroupClosed"] },
      { id: "5.7", title: "Instance metadata need a token", checks: ["metadataTokens"] },
    ],
  },
  {
    id: "well-architected",
    title: "AWS Well-Architected Framework",
    source: "https://docs.aws.amazon.com/wellarchitected/latest/framework/appendix.html",
    controls: [
      { id: "SEC03-BP02", title: "Grant the least access", checks: ["noFullRights"] },
      { id: "SEC04-BP01", title: "Log services and applications", checks: ["useIsLogged", "flowLogs"] },
      {
        id: "SEC05-BP02",
        title: "Control traffic between layers",
        checks: ["onlyWebPortsOpen", "storesOffTheInternet"],
      },
      { id: "SEC08-BP02", title: "Encrypt at rest", checks: ["encryptedAtRest"] },
      { id: "SEC09-BP02", title: "Encrypt in transit", checks: ["tlsEverywhere"] },
      { id: "SEC10-BP02", title: "Have plans for incidents", elsewhere: PEOPLE },
      { id: "REL09-BP02", title: "Encrypt and guard backups", checks: ["vaultEncrypted", "vaultsLocked"] },
      { id: "REL09-BP03", title: "Back up by itself", checks: ["backedUp"] },
      {
        id: "REL09-BP04",
        title: "Restore now and then, to prove the backups",
        checks: ["restoresTested"],
      },
    ],
  },
  {
    id: "pci-dss",
    title: "PCI DSS 4.0.1",
    source: "https://www.pcisecuritystandards.org/document_library/",
    controls: [
      { id: "1.3.1", title: "Only needed traffic comes in", checks: ["onlyWebPortsOpen"] },
      {
        id: "1.4.4",
        title: "Stores are not reachable from untrusted networks",
        checks: ["storesOffTheInternet", "databasePrivate"],
      },
      { id: "4.2.1", title: "Strong cryptography on open networks", checks: ["publicTls"] },
      { id: "6.4.2", title: "A guard stands before public web applications", checks: ["guardedByFirewall"] },
      { id: "7.2.2", title: "Rights follow the task", checks: ["noFullRights"] },
      { id: "8.6.2", title: "No passwords in configuration", checks: ["secretsOutsideState"] },
      { id: "10.2.1", title: "Use is logged", checks: ["useIsLogged"] },
      { id: "10.5.1", title: "Logs are kept for a year", checks: ["logsKeptOneYear"] },
      { id: "12.10.1", title: "There is a plan for incidents", elsewhere: PEOPLE },
    ],
  },
  {
    id: "iso-27001",
    title: "ISO/IEC 27001:2022, Annex A",
    source: "https://www.iso.org/standard/27001",
    controls: [
      { id: "5.17", title: "Handle authentication information safely", checks: ["secretsOutsideState"] },
      { id: "5.24", title: "Prepare for incidents", elsewhere: PEOPLE },
      { id: "8.3", title: "Restrict access to information", checks: ["noFullRights", "bucketsBlockPublicAccess"] },
      { id: "8.8", title: "Find technical vulnerabilities", checks: ["imagesScanned"] },
      { id: "8.13", title: "Back up information", checks: ["backedUp"] },
      { id: "8.14", title: "Have spare facilities", checks: ["databaseMultiZone"] },
      { id: "8.15", title: "Log", checks: ["useIsLogged"] },
      { id: "8.16", title: "Watch", checks: ["alarmsAct"] },
      { id: "8.20", title: "Secure networks", checks: ["onlyWebPortsOpen", "defaultGroupClosed"] },
      { id: "8.22", title: "Separate networks", checks: ["storesOffTheInternet"] },
      { id: "8.24", title: "Use cryptography", checks: ["encryptedAtRest", "tlsToStores", "keysRotate"] },
    ],
  },
  {
    id: "nis2",
    title: "NIS2, Directive (EU) 2022/2555",
    source: "https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
    controls: [
      { id: "21(2)(b)", title: "Handle incidents", elsewhere: PEOPLE },
      { id: "21(2)(c)", title: "Keep backups", checks: ["backedUp"] },
      { id: "21(2)(d)", title: "Secure the supply chain", elsewhere: "contracts with suppliers" },
      { id: "21(2)(e)", title: "Handle vulnerabilities", checks: ["imagesScanned"] },
      { id: "21(2)(g)", title: "Train people", elsewhere: PEOPLE },
      { id: "21(2)(h)", title: "Use cryptography", checks: ["encryptedAtRest", "publicTls"] },
      { id: "21(2)(i)", title: "Control access", checks: ["noFullRights", "onlyWebPortsOpen"] },
      { id: "21(2)(j)", title: "Use a second factor", elsewhere: "the identity provider and WordPress's users" },
    ],
  },
];
