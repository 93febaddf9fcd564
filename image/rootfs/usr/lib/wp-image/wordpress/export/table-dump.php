<?php
/**
 * A table as SQL that MySQL, MariaDB and import-database read: its definition and its rows, a few at a time.
 */

namespace WpImage;

final class TableDump {
	/** Bytes of one INSERT, below the smallest limit of a packet that servers come with (16 MiB, MariaDB's max_allowed_packet). */
	const STATEMENT = 1 << 20;

	/** Types whose values are bytes. */
	const BINARY = array( MYSQLI_TYPE_BIT, MYSQLI_TYPE_GEOMETRY );

	/** The character set of binary values (mysqli's `charsetnr`). */
	const CHARSET_BINARY = 63;

	const NUMBERS = array( MYSQLI_TYPE_TINY, MYSQLI_TYPE_SHORT, MYSQLI_TYPE_INT24, MYSQLI_TYPE_LONG, MYSQLI_TYPE_LONGLONG, MYSQLI_TYPE_NEWDECIMAL, MYSQLI_TYPE_FLOAT, MYSQLI_TYPE_DOUBLE, MYSQLI_TYPE_YEAR );

	const TEXTS = array( MYSQLI_TYPE_STRING, MYSQLI_TYPE_VAR_STRING, MYSQLI_TYPE_BLOB, MYSQLI_TYPE_TINY_BLOB, MYSQLI_TYPE_MEDIUM_BLOB, MYSQLI_TYPE_LONG_BLOB );

	/** @param \Closure(string): void $write */
	public function __construct( private readonly \mysqli $server, private readonly \Closure $write ) {}

	/**
	 * @param string                                 $where  which rows are left out; empty for none
	 * @param (\Closure(list<?string>): ?array)|null $change what each row becomes; null leaves it out
	 * @return int rows
	 */
	public function dump( string $table, string $where = '', ?\Closure $change = null ): int {
		$name       = '`' . str_replace( '`', '``', $table ) . '`';
		$definition = $this->server->query( "SHOW CREATE TABLE $name" )->fetch_row()[1];
		( $this->write )( "DROP TABLE IF EXISTS $name;\n$definition;\n" );
		$result  = $this->server->query( "SELECT * FROM $name" . ( '' === $where ? '' : " WHERE NOT ($where)" ), MYSQLI_USE_RESULT );
		$literal = array_map( $this->literal( ... ), $result->fetch_fields() );
		$rows    = 0;
		$insert  = '';
		while ( null !== ( $row = $result->fetch_row() ) ) {
			$row = null === $change ? $row : $change( $row );
			if ( null === $row ) {
				continue;
			}
			++$rows;
			foreach ( $row as $at => $value ) {
				$row[ $at ] = null === $value ? 'NULL' : $literal[ $at ]( $value );
			}
			$insert .= ( '' === $insert ? "INSERT INTO $name VALUES\n(" : ",\n(" ) . implode( ',', $row ) . ')';
			if ( strlen( $insert ) > self::STATEMENT ) {
				( $this->write )( "$insert;\n" );
				$insert = '';
			}
		}
		$result->free();
		if ( '' !== $insert ) {
			( $this->write )( "$insert;\n" );
		}
		return $rows;
	}

	/** How a column's values are written. @return \Closure(string): string */
	private function literal( object $field ): \Closure {
		$is_bytes = in_array( $field->type, self::BINARY, true ) || ( self::CHARSET_BINARY === $field->charsetnr && in_array( $field->type, self::TEXTS, true ) );
		return match ( true ) {
			MYSQLI_TYPE_BIT === $field->type                  => static fn ( string $value ): string => $value,
			$is_bytes                                         => static fn ( string $value ): string => '' === $value ? "''" : '0x' . bin2hex( $value ),
			in_array( $field->type, self::NUMBERS, true )     => static fn ( string $value ): string => $value,
			default                                           => fn ( string $value ): string => "'" . $this->server->real_escape_string( $value ) . "'",
		};
	}
}
