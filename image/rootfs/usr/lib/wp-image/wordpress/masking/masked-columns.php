<?php
/**
 * How the columns of a table are masked: by its rules, or, where nobody knows the table, by what the names and the contents tell.
 */

namespace WpImage;

require_once __DIR__ . '/value-mask.php';

final class MaskedColumns {
	const TEXTS   = array( 'char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'json' );
	const BYTES   = array( 'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob' );
	const DATES   = array( 'date', 'datetime', 'timestamp' );
	const NUMBERS = array( 'tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'float', 'double' );

	/** A longer text may hold anything. */
	private const LONG = 64;

	private const LIKE_NAME = '/^\p{Lu}[\p{L}\'’.-]+(?: \p{L}[\p{L}\'’.-]*){0,2} \p{Lu}[\p{L}\'’-]+$/uD';

	/** Why a table that nobody knows is left empty; null where it is not. */
	public ?string $is_left_empty = null;

	/** @var list<array{name: string, type: string, mask: ?string, is_key: bool, is_nullable: bool, length: int}> */
	public readonly array $all;

	/** @param string $name of the table without its prefix @param array<string, mixed>|null $rules null for a table that nobody knows */
	public function __construct( private readonly \mysqli $server, private readonly string $table, string $name, ?array $rules, private readonly ValueMask $values ) {
		$query = $server->execute_query( 'SELECT column_name AS name, data_type AS type, column_key AS is_key, is_nullable AS is_nullable, COALESCE(character_maximum_length, 0) AS length FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position', array( $table ) );
		$found = $query->fetch_all( MYSQLI_ASSOC );
		$names = array_column( $found, 'name' );
		$all   = array();
		foreach ( $found as $column ) {
			$mask  = MaskingRules::first( $rules['columns'] ?? array(), $column['name'] ) ?? ( in_array( $column['name'], self::keys_of( $names ), true ) ? 'keep' : null );
			$all[] = array(
				'name'        => $column['name'],
				'type'        => strtolower( $column['type'] ),
				'mask'        => $mask ?? TellingNames::mask( $column['name'] ),
				'is_ruled'    => null !== $mask,
				'is_key'      => in_array( $column['is_key'], array( 'PRI', 'UNI' ), true ),
				'is_nullable' => 'YES' === $column['is_nullable'],
				'length'      => (int) $column['length'],
			);
		}
		$this->all = null === $rules ? $this->by_contents( $all, TellingNames::is_of_persons( $name ) ) : $all;
	}

	/** The columns that say what another one holds. @param string[] $names @return array<string, string> by the column with the value */
	public static function keys_of( array $names ): array {
		return array_filter(
			array( 'option_value' => 'option_name', 'meta_value' => 'meta_key', 'value' => 'key' ),
			static fn ( string $key, string $value ): bool => in_array( $key, $names, true ) && in_array( $value, $names, true ),
			ARRAY_FILTER_USE_BOTH
		);
	}

	/** @param bool $is_of_persons whether the table's name says so @return list<array<string, mixed>> */
	private function by_contents( array $all, bool $is_of_persons ): array {
		if ( $is_of_persons ) {
			foreach ( $all as $at => $column ) {
				'name' === $column['name'] && $all[ $at ]['mask'] = 'name';
			}
		}
		$is_personal = $is_of_persons || array() !== array_filter( $all, static fn ( array $column ): bool => ! in_array( $column['mask'], array( null, 'empty' ), true ) );
		$is_told     = array_fill( 0, count( $all ), false );
		$rows        = $this->server->query( "SELECT * FROM `{$this->table}`", MYSQLI_USE_RESULT );
		while ( null !== ( $row = $rows->fetch_row() ) ) {
			foreach ( $row as $at => $value ) {
				if ( null === $value || '' === $value || $is_told[ $at ] || null !== $all[ $at ]['mask'] || ! in_array( $all[ $at ]['type'], array( ...self::TEXTS, ...self::BYTES ), true ) ) {
					continue;
				}
				$is_name        = 1 === preg_match( self::LIKE_NAME, $value );
				$is_told[ $at ] = $is_name || $this->values->is_telling( $value );
				if ( $is_name ) {
					$all[ $at ]['mask'] = 'name';
				}
			}
		}
		$rows->free();
		$is_personal = $is_personal || in_array( true, $is_told, true );
		foreach ( $all as $at => $column ) {
			$is_text = in_array( $column['type'], self::TEXTS, true );
			$is_long = $is_text && ( $column['length'] > 65000 || ! in_array( $column['type'], array( 'char', 'varchar' ), true ) );
			if ( ( $is_long && $is_personal ) || in_array( $column['type'], self::BYTES, true ) ) {
				if ( $is_personal ) {
					$this->is_left_empty ??= "column {$column['name']} may hold anything, beside what belongs to persons";
				}
			}
			if ( $is_text && $is_personal && null === $all[ $at ]['mask'] && $column['length'] > self::LONG ) {
				$all[ $at ]['mask'] = 'text';
			}
		}
		return $all;
	}
}
