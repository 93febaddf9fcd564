<?php
/**
 * Former addresses in all rows of tables, replaced by this site's.
 */

namespace WpImage;

require_once __DIR__ . '/addresses.php';
require_once __DIR__ . '/import-stop.php';
require_once __DIR__ . '/serialized.php';

final class AddressRows {
	/** Rows that are read at once. */
	const ROWS = 500;

	/** Rows that are changed at once, and bytes of their new texts. */
	const ROWS_CHANGED  = 100;
	const BYTES_CHANGED = 1 << 20;

	/** Whether the key of the current table is a number. */
	private bool $is_number = false;

	/** By their text, since most rows change in the same columns. @var array<string, \mysqli_stmt> */
	private array $updates = array();

	public function __construct( private readonly \mysqli $server, private readonly Addresses $addresses ) {}

	/**
	 * @param string[] $kept columns that stay as they are
	 * @return int rows that have changed
	 */
	public function replace( string $table, array $kept = array() ): int {
		[ $keys, $texts ] = $this->columns( $table );

		$texts = array_values( array_diff( $texts, $kept ) );
		if ( array() === $texts || $this->addresses->is_empty() ) {
			return 0;
		}
		$changed = 0;
		$last    = null;
		do {
			ImportStop::check();
			$rows     = $this->rows( $table, $keys, $texts, $last );
			$changed += 1 === count( $keys ) ? $this->change_together( $table, $keys[0], $texts, $rows ) : $this->change_each( $table, $keys, $texts, $rows );
			$last     = array_intersect_key( end( $rows ) ?: array(), array_flip( $keys ) );
			$this->server->query( 'COMMIT' );
		} while ( array() !== $keys && count( $rows ) === self::ROWS );
		return $changed;
	}

	/** @return array{string[], string[]} the columns of the primary key, and those that hold text */
	private function columns( string $table ): array {
		$keys  = array();
		$texts = array();
		foreach ( $this->server->query( "SHOW COLUMNS FROM `$table`" )->fetch_all( MYSQLI_ASSOC ) as $column ) {
			if ( 'PRI' === $column['Key'] ) {
				$keys[]          = $column['Field'];
				$this->is_number = 1 === preg_match( '/^\w*int\b/i', $column['Type'] );
			} elseif ( preg_match( '/^(?:var)?char|text|^json/i', $column['Type'] ) && ! preg_match( '/\b(?:VIRTUAL|STORED|PERSISTENT) GENERATED\b/i', $column['Extra'] ) ) {
				$texts[] = $column['Field'];
			}
		}
		return array( $keys, $texts );
	}

	/**
	 * The next rows that may hold an address, behind the key of the last; all of them for a table without a key.
	 *
	 * @param string[]                   $keys
	 * @param string[]                   $texts
	 * @param array<string, string>|null $last
	 * @return array<int, array<string, ?string>>
	 */
	private function rows( string $table, array $keys, array $texts, ?array $last ): array {
		$values = array();
		$likes  = array();
		foreach ( $texts as $text ) {
			foreach ( $this->addresses->hosts() as $host ) {
				// The collation of WordPress's tables takes three times as long.
				$likes[]  = 'CONVERT(' . self::quoted( $text ) . ' USING utf8mb4) COLLATE utf8mb4_general_ci LIKE ?';
				$values[] = '%' . addcslashes( $host, '\\%_' ) . '%';
			}
		}
		$where = '(' . implode( ' OR ', $likes ) . ')';
		if ( null !== $last ) {
			$where  = '(' . self::list_of( $keys ) . ') > (' . implode( ', ', array_fill( 0, count( $keys ), '?' ) ) . ") AND $where";
			$values = array( ...array_values( $last ), ...$values );
		}
		$order = array() === $keys ? '' : ' ORDER BY ' . self::list_of( $keys ) . ' LIMIT ' . self::ROWS;
		return $this->server->execute_query( 'SELECT ' . self::list_of( array( ...$keys, ...$texts ) ) . " FROM `$table` WHERE $where$order", $values )->fetch_all( MYSQLI_ASSOC );
	}

	/**
	 * The texts of a row that are others with this site's addresses.
	 *
	 * @param string[]               $texts
	 * @param array<string, ?string> $row
	 * @return array<string, string>
	 */
	private function changes( array $texts, array $row ): array {
		$changes = array();
		foreach ( $texts as $text ) {
			$value = null === $row[ $text ] ? null : Serialized::change( $row[ $text ], $this->addresses->replace( ... ) );
			if ( $value !== $row[ $text ] ) {
				$changes[ $text ] = $value;
			}
		}
		return $changes;
	}

	/**
	 * Many rows in one statement, which spares a way to the server for each.
	 *
	 * @param string[]                           $texts
	 * @param array<int, array<string, ?string>> $rows
	 */
	private function change_together( string $table, string $key, array $texts, array $rows ): int {
		$changed = 0;
		$cases   = array();
		$found   = array();
		$bytes   = 0;
		foreach ( $rows as $row ) {
			$changes = $this->changes( $texts, $row );
			if ( array() === $changes ) {
				continue;
			}
			++$changed;
			$found[] = $this->is_number ? $row[ $key ] : $this->literal( $row[ $key ] );
			foreach ( $changes as $text => $value ) {
				$cases[ $text ][] = 'WHEN ' . end( $found ) . ' THEN ' . $this->literal( $value );
				$bytes           += strlen( $value );
			}
			if ( count( $found ) >= self::ROWS_CHANGED || $bytes >= self::BYTES_CHANGED ) {
				$this->update( $table, $key, $cases, $found );
				[ $cases, $found, $bytes ] = array( array(), array(), 0 );
			}
		}
		if ( array() !== $found ) {
			$this->update( $table, $key, $cases, $found );
		}
		return $changed;
	}

	/** @param array<string, string[]> $cases by column @param string[] $found keys of the rows */
	private function update( string $table, string $key, array $cases, array $found ): void {
		$key = self::quoted( $key );
		$set = array();
		foreach ( $cases as $text => $whens ) {
			$column = self::quoted( (string) $text );
			$set[]  = "$column = CASE $key " . implode( ' ', $whens ) . " ELSE $column END";
		}
		$this->server->query( "UPDATE `$table` SET " . implode( ', ', $set ) . " WHERE $key IN (" . implode( ', ', $found ) . ')' );
	}

	private function literal( string $value ): string {
		return "'" . $this->server->real_escape_string( $value ) . "'";
	}

	/**
	 * @param string[]                           $keys
	 * @param string[]                           $texts
	 * @param array<int, array<string, ?string>> $rows
	 */
	private function change_each( string $table, array $keys, array $texts, array $rows ): int {
		$count = 0;
		foreach ( $rows as $row ) {
			$changes = $this->changes( $texts, $row );
			if ( array() === $changes ) {
				continue;
			}
			$found = array() === $keys ? $row : array_intersect_key( $row, array_flip( $keys ) );
			$set   = implode( ', ', array_map( static fn ( string $name ): string => self::quoted( $name ) . ' = ?', array_keys( $changes ) ) );
			$where = implode( ' AND ', array_map( static fn ( string $name ): string => self::quoted( $name ) . ' <=> ?', array_keys( $found ) ) );
			$sql   = "UPDATE `$table` SET $set WHERE $where LIMIT 1";

			$this->updates[ $sql ] ??= $this->server->prepare( $sql );
			$this->updates[ $sql ]->execute( array( ...array_values( $changes ), ...array_values( $found ) ) );
			++$count;
		}
		return $count;
	}

	private static function quoted( string $name ): string {
		return '`' . str_replace( '`', '``', $name ) . '`';
	}

	/** @param string[] $names */
	private static function list_of( array $names ): string {
		return implode( ', ', array_map( self::quoted( ... ), $names ) );
	}
}
