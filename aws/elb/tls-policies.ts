/**
 * Security policies of application and network load balancers, oldest first.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICIES: readonly string[] = [
  "ELBSecurityPolicy-2015-05",
  "ELBSecurityPolicy-2016-08",
  "ELBSecurityPolicy-TLS-1-0-2015-04",
  "ELBSecurityPolicy-TLS-1-1-2017-01",
  "ELBSecurityPolicy-TLS-1-2-2017-01",
  "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
  "ELBSecurityPolicy-FS-2018-06",
  "ELBSecurityPolicy-FS-1-1-2019-08",
  "ELBSecurityPolicy-FS-1-2-2019-08",
  "ELBSecurityPolicy-FS-1-2-Res-2019-08",
  "ELBSecurityPolicy-FS-1-2-Res-2020-10",
  ...["1-0", "1-1", "1-2", "1-2-Ext0", "1-2-Ext1", "1-2-Ext2", "1-2-Res", "1-3"].map(
    (version) => `ELBSecurityPolicy-TLS13-${version}-2021-06`,
  ),
  ...["1-0", "1-1", "1-2", "1-2-Ext0", "1-2-Ext1", "1-2-Ext2", "1-2-Res", "1-3"].map(
    (version) => `ELBSecurityPolicy-TLS13-${version}-FIPS-2023-04`,
  ),
  // With keys that quantum computers do not break.
  ...["1-0", "1-2", "1-2-Ext0", "1-2-Ext1", "1-2-Ext2", "1-2-Res", "1-3"].flatMap((version) => [
    `ELBSecurityPolicy-TLS13-${version}-PQ-2025-09`,
    `ELBSecurityPolicy-TLS13-${version}-FIPS-PQ-2025-09`,
  ]),
  // For the rules that the NSA sets, strict ones and those of a transition.
  ...["1-2", "1-3"].flatMap((version) =>
    ["RFC9151-FIPS", "RFC9151-INTEROP-FIPS", "RFC9151-FIPS-INTEROP"].map(
      (kind) => `ELBSecurityPolicy-TLS13-${version}-${kind}-2023-07`,
    ),
  ),
];
