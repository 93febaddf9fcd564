/** Days in cold storage that AWS Backup asks for, whether they are used or not. Source: AWS Backup, `MoveToColdStorageAfterDays`. */
export const COLD_STORAGE_DAYS = 90;
