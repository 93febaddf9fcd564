/**
 * Days of Performance Insights that the advanced mode of Database Insights asks for at least.
 * Source: RDS user guide, "Turning on the Advanced mode of Database Insights".
 */
export const ADVANCED_INSIGHTS_DAYS = 465;

/** Classes without Performance Insights for MySQL. Source: RDS user guide, "Amazon RDS DB engine, Region, and instance class support for Performance Insights". */
export const hasNoInsights = (instanceClass: string): boolean => /^db\.t\d\w*\.(micro|small)$/.test(instanceClass);
