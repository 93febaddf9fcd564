/** `8.4.3` → [8, 4, 3] */
export const version = (text: string): number[] => text.split(".").map(Number);

/** Parameter group family of an engine version: `mysql8.4`, `mariadb11.4`, `aurora-mysql8.0`; undefined for engines that we do not know. */
export function parameterFamily(engine: string, engineVersion: string): string | undefined {
  const [major, minor] = version(engineVersion);
  if (major === undefined || minor === undefined) return undefined;
  if (engine === "postgres" || engine === "aurora-postgresql") return `${engine}${major}`;
  return engine === "mysql" || engine === "mariadb" || engine === "aurora-mysql"
    ? `${engine}${major}.${minor}`
    : undefined;
}

/** Static parameters of MySQL 8 and MariaDB that WordPress installations set: they change only with a reboot. */
export const STATIC_PARAMETERS: readonly string[] = [
  "innodb_buffer_pool_instances",
  "innodb_dedicated_server",
  "innodb_ft_min_token_size",
  "innodb_log_file_size",
  "innodb_page_cleaners",
  "innodb_read_io_threads",
  "innodb_write_io_threads",
  "lower_case_table_names",
  "performance_schema",
  "ft_min_word_len",
  "back_log",
  "binlog_row_event_max_size",
  "skip_name_resolve",
  "table_open_cache_instances",
  "thread_stack",
  "gtid-mode",
  "log_bin_trust_routine_creators",
];
