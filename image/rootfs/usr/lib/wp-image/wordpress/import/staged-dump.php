<?php
/**
 * A dump in tables of its own beside the site's: only what fills tables is run, under names of this import, whatever else the
 * dump asks the server for.
 */

namespace WpImage;

require_once __DIR__ . '/dump-patterns.php';
require_once __DIR__ . '/sql-statements.php';
require_once __DIR__ . '/table-definition.php';

final class StagedDump {
	/** Warnings that values were cut: data truncated, out of range, data too long. */
	const CUT = array( 1265, 1264, 1406 );

	/** Warning that a text is in another character set than it should be ("Incorrect string value"). */
	const NO_TEXT = 1366;

	/** Statements in one transaction. */
	const STATEMENTS_AT_ONCE = 200;

	/** Name in the dump, with its database => name here. @var array<string, array<string, string>> */
	private array $tables = array();

	/** How many names were given. */
	private int $made = 0;

	/** Things that are not made again. @var array<string, string[]> kind => names */
	public array $left_out = array();

	/** Tables that the dump has rows for, and does not make. @var array<string, string> */
	public array $missing = array();

	/** Columns that cannot hold what the dump has for them => values that were cut. @var array<string, int> */
	public array $cut = array();

	private int $uncommitted = 0;

	/** Whether the dump has changed the character set, and has not changed it back, as dumps do at their end. */
	private bool $is_open   = false;
	private bool $is_closed = false;

	/** Bytes of a statement that the server takes. */
	private readonly int $longest;

	/** What was changed of the tables. */
	public readonly TableDefinition $definition;

	/** Whether the dump has begun a transaction, and not ended it. */
	private bool $is_in_transaction = false;

	/** The database of the dump that statements without a database are for. */
	private string $current = '';

	/**
	 * @param string $prefix  of the tables' names here
	 * @param string $charset of the dump's texts, whatever it says itself; empty where it is right
	 * @throws \RuntimeException for a character set that the server does not know
	 */
	public function __construct( private readonly \mysqli $server, private readonly string $prefix, private readonly string $charset = '' ) {
		$collations = array_column( $server->query( 'SHOW COLLATION' )->fetch_all( MYSQLI_ASSOC ), 'Collation' );

		$this->definition = new TableDefinition( array_fill_keys( array_map( 'strtolower', array_filter( $collations ) ), true ), str_contains( $server->server_info, 'MariaDB' ) );
		$this->longest    = (int) $server->query( 'SELECT @@max_allowed_packet' )->fetch_row()[0];
		// As a dump means its values: zeros in AUTO_INCREMENT columns, dates of zeros, rows before those that they refer to.
		$server->query( "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', foreign_key_checks = 0, unique_checks = 0, time_zone = '+00:00', autocommit = 0" );
		try {
			// A table that another engine held may have rows that are long for InnoDB; not every user may say so.
			$server->query( 'SET SESSION innodb_strict_mode = 0' );
		} catch ( \mysqli_sql_exception ) {
		}
		$this->charset( $charset ?: 'utf8mb4' );
	}

	/**
	 * Takes all statements of a dump.
	 *
	 * @throws \RuntimeException naming the line, where the dump is cut off or the server refuses a statement
	 */
	public function take( SqlStatements $statements ): void {
		foreach ( $statements->all() as $sql ) {
			ImportStop::check();
			try {
				$this->run( $sql );
				if ( $this->server->warning_count > 0 ) {
					$this->look_at_warnings();
				}
			} catch ( \mysqli_sql_exception $error ) {
				throw new \RuntimeException( "line {$statements->line()}: " . self::shortened( $error->getMessage() ) . ' (error ' . $error->getCode() . ') in: ' . self::shortened( $sql ) );
			} catch ( \RuntimeException $error ) {
				throw new \RuntimeException( "line {$statements->line()}: " . $error->getMessage() );
			}
		}
		$this->server->query( 'COMMIT' );
		$this->server->set_charset( 'utf8mb4' );
		if ( $this->is_open || $this->is_in_transaction || ( $statements->lacks_its_end() && ! $this->is_closed ) ) {
			throw new \RuntimeException( "the dump is cut off: its end is missing after line {$statements->line()}" );
		}
		$this->drop_dangling_references();
		$there = array_flip( array_column( $this->server->query( 'SHOW TABLES' )->fetch_all(), 0 ) );
		foreach ( $this->tables as $database => $tables ) {
			$this->tables[ $database ] = array_filter( $tables, static fn ( string $table ): bool => isset( $there[ $table ] ) );
		}
	}

	/** Tables by the databases that the dump puts them in. @return array<string, array<string, string>> */
	public function tables(): array {
		return $this->tables;
	}

	private function run( string $sql ): void {
		$head = substr( $sql, 0, 1000 );
		if ( preg_match( '/^CREATE\s+TABLE\b.*\bAUTOINCREMENT\b/is', $sql ) ) {
			throw new \RuntimeException( 'the dump is one of SQLite; import one of MySQL or MariaDB' );
		}
		if ( preg_match( '/^(?:LOAD\s+DATA|COPY)\b/i', $head ) ) {
			throw new \RuntimeException( 'the rows are in other files (mysqldump --tab, mydumper --load-data); import a dump that holds them itself' );
		}
		if ( preg_match( '/\bSET\b.*(@OLD_CHARACTER_SET_CLIENT\s*=|=\s*@OLD_CHARACTER_SET_CLIENT\b)/is', $head, $match ) ) {
			$this->is_open   = str_starts_with( $match[1], '@' );
			$this->is_closed = ! $this->is_open;
		}
		if ( preg_match( '/^(?:' . DumpPatterns::CONDITION . ')?SET\b.*\bSQL_MODE\s*=\s*[\'"][^\'"]*\bANSI/is', $head ) ) {
			// Names in double quotes.
			$this->server->query( "SET SESSION sql_mode = CONCAT( @@sql_mode, ',ANSI_QUOTES' )" );
		}
		if ( preg_match( '/^(?:(START\s+TRANSACTION|BEGIN)|COMMIT|ROLLBACK)\b/i', $head, $match ) ) {
			$this->is_in_transaction = isset( $match[1] );
			return;
		}
		if ( preg_match( DumpPatterns::TAKEN, $head, $match, PREG_OFFSET_CAPTURE ) ) {
			$this->fill( $sql, $match );
		} elseif ( preg_match( DumpPatterns::LEFT_OUT, $head, $match ) ) {
			$this->leave_out( strtolower( preg_replace( '/\s+/', ' ', $match['kind'] ) ) . 's', $match );
		} elseif ( preg_match( '/^(?:' . DumpPatterns::CONDITION . ')?SET\s+(?:NAMES|CHARACTER\s+SET)\s+[\'"]?(\w+)/i', $head, $match ) ) {
			$this->charset( $this->charset ?: $match[1] );
		} elseif ( preg_match( '/^USE\s+(?<name>' . DumpPatterns::NAME . ')/i', $head, $match ) ) {
			$this->current = self::name( $match );
		} elseif ( preg_match( '/^(?:' . DumpPatterns::CONDITION . ')?SET\s.*?\bTIME_ZONE\s*=\s*([\'"][\w:+\/-]+[\'"])/is', $head, $match ) ) {
			$this->server->query( 'SET SESSION time_zone = ' . $match[1] );
		} elseif ( ! preg_match( DumpPatterns::PASSED, $head ) && ! preg_match( '/^(?:\/\*M?!\d*\s*\*?\/?)+$/', $head ) ) {
			throw new \RuntimeException( 'a statement that no dump of tables has: ' . self::shortened( $sql ) );
		}
	}

	/** @param array<string, array{string, int}> $match */
	private function fill( string $sql, array $match ): void {
		$names = array_map( static fn ( array $one ): string => $one[0], $match );
		$kind  = strtoupper( preg_replace( '/\s+/', ' ', $names['kind'] ) );
		$table = $this->staged( $names, str_starts_with( $kind, 'CREATE TABLE' ) );
		[ $name, $at ] = $match['name'];
		if ( str_starts_with( $kind, 'DROP TABLE' ) ) {
			null === $table || $this->forget( $table, $names );
			return;
		}
		if ( null === $table ) {
			if ( ! str_starts_with( $kind, 'DELETE' ) ) {
				$this->missing[ self::name( $names ) ] = self::name( $names );
			}
			return;
		}
		if ( 'ALTER TABLE' === $kind && preg_match( '/\b(?:DIS|EN)ABLE\s+KEYS\b/i', substr( $sql, $at, 300 ) ) ) {
			return;
		}
		$before = substr( $sql, 0, $at );
		$after  = substr( $sql, $at + strlen( $name ) );
		if ( '' !== ( $names['conditional'] ?? '' ) ) {
			$before = substr( $before, strlen( $names['conditional'] ) );
			$after  = preg_replace( '/\*\/\s*$/', '', $after );
		}
		if ( str_starts_with( $kind, 'CREATE TABLE' ) || 'ALTER TABLE' === $kind ) {
			$left_out = count( $this->definition->left_out );
			$after    = $this->definition->adapted( $after, $this->referenced( ... ) );
			foreach ( array_slice( $this->definition->left_out, $left_out ) as $index ) {
				$this->left_out['indexes over expressions'][] = self::name( $names ) . ".$index";
			}
		}
		$statement = "$before`$table`$after";
		// The first byte of a packet says that it is a query.
		if ( strlen( $statement ) >= $this->longest ) {
			throw new \RuntimeException( sprintf( 'a row of %s has %.1f MiB, and the database takes %.1f MiB at once (max_allowed_packet)', self::name( $names ), strlen( $statement ) / ( 1 << 20 ), $this->longest / ( 1 << 20 ) ) );
		}
		$this->server->query( $statement );
		if ( 0 === ++$this->uncommitted % self::STATEMENTS_AT_ONCE ) {
			$this->server->query( 'COMMIT' );
		}
	}

	/** Tables that a definition names are those of this import. */
	private function referenced( string $database, string $name ): string {
		return (string) $this->staged( array( 'quoted_database' => $database, 'quoted' => $name ), true );
	}

	/** @throws \RuntimeException where a text is in another character set */
	private function look_at_warnings(): void {
		foreach ( $this->server->query( 'SHOW WARNINGS' )->fetch_all( MYSQLI_ASSOC ) as [ 'Code' => $code, 'Message' => $message ] ) {
			if ( self::NO_TEXT === (int) $code && str_contains( $message, 'string value' ) ) {
				$charset = $this->server->character_set_name();
				throw new \RuntimeException( 'a text that is not in the character set ' . $charset . ' (' . self::shortened( $message ) . '); --charset=NAME says in which one the dump is, such as latin1' );
			}
			if ( in_array( (int) $code, self::CUT, true ) && preg_match( '/column (\S+)/', $message, $match ) ) {
				$column               = trim( $match[1], '`\'' );
				$this->cut[ $column ] = ( $this->cut[ $column ] ?? 0 ) + 1;
			}
		}
	}

	/** Foreign keys to tables that the dump does not make would refuse each new row. */
	private function drop_dangling_references(): void {
		$query = 'SELECT r.table_name, r.constraint_name FROM information_schema.referential_constraints r LEFT JOIN information_schema.tables t ON t.table_schema = r.constraint_schema AND t.table_name = r.referenced_table_name WHERE r.constraint_schema = DATABASE() AND r.table_name LIKE ? AND t.table_name IS NULL';
		foreach ( $this->server->execute_query( $query, array( addcslashes( $this->prefix, '\\%_' ) . '%' ) )->fetch_all() as [ $table, $key ] ) {
			$this->server->query( "ALTER TABLE `$table` DROP FOREIGN KEY `$key`" );
			$this->left_out['foreign keys to tables that are not there'][] = array_search( $table, array_merge( ...array_values( $this->tables ) ), true );
		}
	}

	/** A table that the dump drops, to make it once more or not. @param array<string, string> $match */
	private function forget( string $table, array $match ): void {
		$this->server->query( "DROP TABLE IF EXISTS `$table`" );
		unset( $this->tables[ $this->database( $match ) ][ self::name( $match ) ] );
	}

	/** @param array<string, string> $match */
	private function leave_out( string $kind, array $match ): void {
		$name = self::name( $match );
		$this->left_out[ $kind ][ $name ] = $name;
		// Dumps first make a table that stands for the view.
		$table = 'views' === $kind ? $this->staged( $match, false ) : null;
		if ( null !== $table ) {
			$this->forget( $table, $match );
		}
	}

	/** @param array<string, string> $match */
	private function staged( array $match, bool $is_new ): ?string {
		$name     = self::name( $match );
		$database = $this->database( $match );
		if ( $is_new ) {
			$this->tables[ $database ][ $name ] ??= $this->prefix . $this->made++;
		}
		return $this->tables[ $database ][ $name ] ?? null;
	}

	/** @param array<string, string> $match */
	private function database( array $match ): string {
		$quoted = str_replace( '``', '`', $match['quoted_database'] ?? '' );
		return $quoted ?: ( ( $match['database'] ?? '' ) ?: $this->current );
	}

	/** @param array<string, string> $match */
	private static function name( array $match ): string {
		return str_replace( '``', '`', $match['quoted'] ?? '' ) ?: ( ( $match['double'] ?? '' ) ?: ( $match['plain'] ?? '' ) );
	}

	/** @throws \RuntimeException */
	private function charset( string $name ): void {
		// Tools that say utf8 may write what utf8mb4 alone holds.
		$charset = in_array( strtolower( $name ), array( 'default', 'utf8', 'utf8mb3' ), true ) ? 'utf8mb4' : $name;
		try {
			$this->server->set_charset( $charset );
		} catch ( \mysqli_sql_exception ) {
			throw new \RuntimeException( "the dump is in the character set $name, which this server does not know" );
		}
	}

	private static function shortened( string $text ): string {
		$line = preg_replace( '/\s+/', ' ', $text );
		return mb_strlen( $line ) > 120 ? mb_substr( $line, 0, 120 ) . '…' : $line;
	}
}
