<?php
/**
 * Former addresses in all rows of tables, replaced by this site's.
 */

namespace WpImage;

require_once __DIR__ . '/addresses.php';
require_once __DIR__ . '/serialized.php';

final class AddressRows {
	/** Rows that are read at once. */
	const ROWS = 500;

	/** By their text, since most rows change in the same columns. @var array<string, \mysqli_stmt> */
	private array $updates = array();

	public function __construct( private readonly \mysqli $server, private readonly Addresses $addresses ) {}

	/** @return int rows that have changed */
	public function replace( string $table ): int {
		[ $keys, $texts ] = $this->columns( $table );
		if ( array() === $texts || $this->addresses->is_empty() ) {
			return 0;
		}
		$changed = 0;
		$last    = null;
		do {
			$rows = $this->rows( $table, $keys, $texts, $last );
			foreach ( $rows as $row ) {
				$changed += $this->replace_in( $table, $keys, $texts, $row );
				$last     = array_intersect_key( $row, array_flip( $keys ) );
			}
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
				$keys[] = $column['Field'];
			} elseif ( preg_match( '/^(?:var)?char|text|^json/i', $column['Type'] ) ) {
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
				$likes[]  = self::quoted( $text ) . ' LIKE ?';
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
	 * @param string[]               $keys
	 * @param string[]               $texts
	 * @param array<string, ?string> $row
	 * @return int 1 when the row has changed
	 */
	private function replace_in( string $table, array $keys, array $texts, array $row ): int {
		$changed = array();
		foreach ( $texts as $text ) {
			$value = null === $row[ $text ] ? null : Serialized::change( $row[ $text ], $this->addresses->replace( ... ) );
			if ( $value !== $row[ $text ] ) {
				$changed[ $text ] = $value;
			}
		}
		if ( array() === $changed ) {
			return 0;
		}
		$found = array() === $keys ? $row : array_intersect_key( $row, array_flip( $keys ) );
		$set   = implode( ', ', array_map( static fn ( string $name ): string => self::quoted( $name ) . ' = ?', array_keys( $changed ) ) );
		$where = implode( ' AND ', array_map( static fn ( string $name ): string => self::quoted( $name ) . ' <=> ?', array_keys( $found ) ) );
		$sql   = "UPDATE `$table` SET $set WHERE $where LIMIT 1";

		$this->updates[ $sql ] ??= $this->server->prepare( $sql );
		$this->updates[ $sql ]->execute( array( ...array_values( $changed ), ...array_values( $found ) ) );
		return 1;
	}

	private static function quoted( string $name ): string {
		return '`' . str_replace( '`', '``', $name ) . '`';
	}

	/** @param string[] $names */
	private static function list_of( array $names ): string {
		return implode( ', ', array_map( self::quoted( ... ), $names ) );
	}
}
