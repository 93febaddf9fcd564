/** Names of database instances, clusters and proxies as RDS keeps them: 1 to 63 characters. Source: RDS CreateDBInstance. */
export const RDS_IDENTIFIER = /^(?=.{1,63}$)[a-z](-?[a-z0-9])*$/;
export const RDS_IDENTIFIER_RULE = "must be 1 to 63 lowercase letters, digits and single inner hyphens, letter first";
