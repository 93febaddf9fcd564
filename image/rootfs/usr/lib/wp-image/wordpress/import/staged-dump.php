<?php
/**
 * A dump in tables of its own beside the site's: only what fills tables is run, under names of this import, whatever else the
 * dump asks the server for.
 */

namespace WpImage;

require_once __DIR__ . '/sql-statements.php';
require_once __DIR__ . '/table-definition.php';

final class StagedDump {
	/** A name as dumps write it, with the database before it or without. */
	const NAME = '(?:(?:`(?<quoted_database>(?:[^`]|``)+)`|(?<database>[\w$-]+))\s*\.\s*)?(?:`(?<quoted>(?:[^`]|``)+)`|"(?<double>[^"]+)"|(?<plain>[\w$-]+))';

	/** Statements that fill tables, up to the name of the table. */
	const TAKEN = '/^(?<conditional>\/\*!\d*\s*)?(?<kind>CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE|INSERT(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE))*(?:\s+INTO)?|REPLACE(?:\s+(?:LOW_PRIORITY|DELAYED))*(?:\s+INTO)?|CREATE\s+(?:UNIQUE\s+|FULLTEXT\s+)?INDEX\s+(?:`[^`]+`|\w+)\s+ON|TRUNCATE(?:\s+TABLE)?)\s+(?<name>' . self::NAME . ')/i';

	/** Statements that are not needed here, or that belong to another server. */
	const PASSED = '/^(?:\/\*![M\d]*\s*)?(?:SET|USE|LOCK|UNLOCK|BEGIN|START\s+TRANSACTION|COMMIT|DROP\s+(?:TABLE|VIEW|DATABASE|TRIGGER|PROCEDURE|FUNCTION|EVENT|SCHEMA)|CREATE\s+(?:DATABASE|SCHEMA)|ALTER\s+DATABASE|FLUSH|ANALYZE|OPTIMIZE|GRANT|REVOKE|CREATE\s+USER|SELECT|SHOW|DELETE\s+FROM|CHANGE\s+MASTER|PRAGMA|ENABLE|\\\\-|DISABLE)/i';

	/** Things that are not made again, as people call them. */
	const LEFT_OUT = '/^(?:\/\*!\d*\s*)?(?:CREATE|ALTER)\b(?:\s|\*\/|\/\*!\d*|OR\s+REPLACE|ALGORITHM\s*=\s*\w+|DEFINER\s*=\s*(?:`[^`]*`|\'[^\']*\'|\w+)(?:@(?:`[^`]*`|\'[^\']*\'|[\w.%-]+))?|SQL\s+SECURITY\s+\w+|AGGREGATE)*(?<kind>VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT)\s+(?<name>' . self::NAME . ')/i';

	/** Statements in one transaction. */
	const STATEMENTS_AT_ONCE = 200;

	/** Name in the dump, with its database => name here. @var array<string, array<string, string>> */
	private array $tables = array();

	/** Things that are not made again. @var array<string, string[]> kind => names */
	public array $left_out = array();

	/** Tables that the dump has rows for, and does not make. @var array<string, string> */
	public array $missing = array();

	private int $uncommitted = 0;

	/** Whether the dump has changed the character set, and has not changed it back, as dumps do at their end. */
	private bool $is_open = false;

	/** What was changed of the tables. */
	public readonly TableDefinition $definition;

	/** The database of the dump that statements without a database are for. */
	private string $current = '';

	/** @param string $prefix of the tables' names here */
	public function __construct( private readonly \mysqli $server, private readonly string $prefix ) {
		$collations = array_column( $server->query( 'SHOW COLLATION' )->fetch_all( MYSQLI_ASSOC ), 'Collation' );

		$this->definition = new TableDefinition( array_fill_keys( array_map( 'strtolower', array_filter( $collations ) ), true ) );
		// As a dump means its values: zeros in AUTO_INCREMENT columns, dates of zeros, rows before those that they refer to.
		$server->query( "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', foreign_key_checks = 0, unique_checks = 0, time_zone = '+00:00', autocommit = 0" );
		$server->set_charset( 'utf8mb4' );
	}

	/**
	 * Takes all statements of a dump.
	 *
	 * @throws \RuntimeException naming the line, where the dump is cut off or the server refuses a statement
	 */
	public function take( SqlStatements $statements ): void {
		foreach ( $statements->all() as $sql ) {
			try {
				$this->run( $sql );
			} catch ( \mysqli_sql_exception $error ) {
				throw new \RuntimeException( "line {$statements->line()}: " . self::shortened( $error->getMessage() ) . ' (error ' . $error->getCode() . ') in: ' . self::shortened( $sql ) );
			} catch ( \RuntimeException $error ) {
				throw new \RuntimeException( "line {$statements->line()}: " . $error->getMessage() );
			}
		}
		$this->server->query( 'COMMIT' );
		$this->server->set_charset( 'utf8mb4' );
		$is_mysqldump = preg_match( '/^(?:MySQL|MariaDB) dump/i', $statements->first_comment );
		if ( $this->is_open || ( $is_mysqldump && ! preg_match( '/^Dump completed/i', $statements->last_comment ) ) ) {
			throw new \RuntimeException( "the dump is cut off: its end is missing after line {$statements->line()}" );
		}
	}

	/** Tables by the databases that the dump puts them in. @return array<string, array<string, string>> */
	public function tables(): array {
		return $this->tables;
	}

	private function run( string $sql ): void {
		$head = substr( $sql, 0, 1000 );
		if ( preg_match( '/\bSET\b.*(@OLD_CHARACTER_SET_CLIENT\s*=|=\s*@OLD_CHARACTER_SET_CLIENT\b)/is', $head, $match ) ) {
			$this->is_open = str_starts_with( $match[1], '@' );
		}
		if ( preg_match( self::TAKEN, $head, $match, PREG_OFFSET_CAPTURE ) ) {
			$this->fill( $sql, $match );
		} elseif ( preg_match( self::LEFT_OUT, $head, $match ) ) {
			$this->leave_out( strtolower( $match['kind'] ), $match );
		} elseif ( preg_match( '/^(?:\/\*!\d*\s*)?SET\s+(?:NAMES|CHARACTER\s+SET)\s+[\'"]?(\w+)/i', $head, $match ) ) {
			$this->charset( $match[1] );
		} elseif ( preg_match( '/^USE\s+(?<name>' . self::NAME . ')/i', $head, $match ) ) {
			$this->current = self::name( $match );
		} elseif ( preg_match( '/^(?:\/\*!\d*\s*)?SET\s.*?\bTIME_ZONE\s*=\s*([\'"][\w:+\/-]+[\'"])/is', $head, $match ) ) {
			$this->server->query( 'SET SESSION time_zone = ' . $match[1] );
		} elseif ( ! preg_match( self::PASSED, $head ) && ! preg_match( '/^(?:\/\*!\d*\s*\*?\/?)+$/', $head ) ) {
			throw new \RuntimeException( 'a statement that no dump of tables has: ' . self::shortened( $sql ) );
		}
	}

	/** @param array<string, array{string, int}> $match */
	private function fill( string $sql, array $match ): void {
		$names = array_map( static fn ( array $one ): string => $one[0], $match );
		$kind  = strtoupper( preg_replace( '/\s+/', ' ', $names['kind'] ) );
		$table = $this->staged( $names, str_starts_with( $kind, 'CREATE TABLE' ) );
		[ $name, $at ] = $match['name'];
		if ( null === $table ) {
			$this->missing[ self::name( $names ) ] = self::name( $names );
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
			$after = $this->references( $this->definition->adapted( $after ) );
		}
		$this->server->query( "$before`$table`$after" );
		if ( 0 === ++$this->uncommitted % self::STATEMENTS_AT_ONCE ) {
			$this->server->query( 'COMMIT' );
		}
	}

	/** Tables that foreign keys name are those of this import. */
	private function references( string $definition ): string {
		return preg_replace_callback(
			'/(\bREFERENCES\s+)' . self::NAME . '/i',
			fn ( array $match ): string => $match[1] . '`' . ( $this->staged( $match, true ) ) . '`',
			$definition
		);
	}

	/** @param array<string, string> $match */
	private function leave_out( string $kind, array $match ): void {
		$name = self::name( $match );
		$this->left_out[ $kind ][ $name ] = $name;
		// Dumps first make a table that stands for the view.
		$table = 'view' === $kind ? $this->staged( $match, false ) : null;
		if ( null !== $table ) {
			$this->server->query( "DROP TABLE IF EXISTS `$table`" );
			unset( $this->tables[ $this->database( $match ) ][ $name ] );
		}
	}

	/** @param array<string, string> $match */
	private function staged( array $match, bool $is_new ): ?string {
		$name     = self::name( $match );
		$database = $this->database( $match );
		if ( $is_new ) {
			$this->tables[ $database ][ $name ] ??= $this->prefix . array_sum( array_map( 'count', $this->tables ) );
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

	private function charset( string $name ): void {
		try {
			$this->server->set_charset( 'default' === strtolower( $name ) ? 'utf8mb4' : $name );
		} catch ( \mysqli_sql_exception ) {
			throw new \RuntimeException( "the dump is in the character set $name, which this server does not know" );
		}
	}

	private static function shortened( string $text ): string {
		$line = preg_replace( '/\s+/', ' ', $text );
		return mb_strlen( $line ) > 120 ? mb_substr( $line, 0, 120 ) . '…' : $line;
	}
}
