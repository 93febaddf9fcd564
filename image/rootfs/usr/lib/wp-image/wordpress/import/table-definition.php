<?php
/**
 * What another server wrote of a table, as this server takes it.
 */

namespace WpImage;

final class TableDefinition {
	/** Collation for one that this server does not know, by its character set; the first that it knows. */
	const INSTEAD = array(
		'utf8mb4' => array( 'utf8mb4_unicode_520_ci', 'utf8mb4_unicode_ci', 'utf8mb4_general_ci' ),
		'utf8mb3' => array( 'utf8mb3_unicode_ci', 'utf8_unicode_ci', 'utf8mb3_general_ci' ),
		'utf8'    => array( 'utf8mb3_unicode_ci', 'utf8_unicode_ci', 'utf8mb3_general_ci' ),
	);

	/** Options of a table that only some engines, servers and disks have. */
	const OPTIONS = 'ROW_FORMAT|KEY_BLOCK_SIZE|PAGE_CHECKSUM|TRANSACTIONAL|CHECKSUM|DELAY_KEY_WRITE|PACK_KEYS|PAGE_COMPRESSED|ENCRYPTED|ENCRYPTION|STATS_PERSISTENT|DATA\s+DIRECTORY|INDEX\s+DIRECTORY|TABLESPACE|UNION|INSERT_METHOD';

	/** Collations that were put in others' place: the former one => the one in its place. @var array<string, string> */
	public array $mapped = array();

	/** @param array<string, true> $collations that this server knows */
	public function __construct( private readonly array $collations ) {}

	/** The text of CREATE TABLE or ALTER TABLE for this server; quoted names and texts stay as they are. */
	public function adapted( string $sql ): string {
		$options = (int) strrpos( $sql, ')' );
		$sql     = substr( $sql, 0, $options ) . preg_replace( '/,?\s*\b(?:' . self::OPTIONS . ')\s*=\s*(?:\w+|\'[^\']*\'|"[^"]*"|`[^`]*`|\([^)]*\))/i', '', substr( $sql, $options ) );
		$parts = preg_split( '/(`(?:[^`]|``)*`|\'(?:[^\'\\\\]|\\\\.|\'\')*\')/s', $sql, -1, PREG_SPLIT_DELIM_CAPTURE );
		foreach ( $parts as $index => $part ) {
			if ( 0 === $index % 2 ) {
				$parts[ $index ] = $this->adapt( $part );
			}
		}
		// Names of foreign keys are of the database, and the site's own tables may have the same.
		return preg_replace( '/\bCONSTRAINT\s+(?:`(?:[^`]|``)+`\s+)?(?=FOREIGN\s+KEY)/i', '', implode( '', $parts ) );
	}

	private function adapt( string $text ): string {
		$text = preg_replace( '/\b(?:ENGINE|TYPE)\s*=\s*(?:MyISAM|Aria|InnoDB|XtraDB|TokuDB|RocksDB|MEMORY|HEAP|MRG_MyISAM|ARCHIVE|CSV)\b/i', 'ENGINE=InnoDB', $text );
		return preg_replace_callback(
			'/\b(COLLATE(?:\s*=\s*|\s+)|CHARSET\s*=\s*|CHARACTER\s+SET(?:\s*=\s*|\s+))(\w+)/i',
			fn ( array $match ): string => $match[1] . ( str_starts_with( strtoupper( $match[1] ), 'COLLATE' ) ? $this->collation( $match[2] ) : $match[2] ),
			$text
		);
	}

	private function collation( string $name ): string {
		$key = strtolower( $name );
		if ( isset( $this->collations[ $key ] ) || 'default' === $key ) {
			return $name;
		}
		$charset = strtok( $key, '_' );
		$aliases = 'utf8' === $charset ? array( 'utf8mb3' . substr( $key, 4 ) ) : array();
		foreach ( array( ...$aliases, ...( self::INSTEAD[ $charset ] ?? array() ) ) as $other ) {
			if ( isset( $this->collations[ $other ] ) ) {
				$this->mapped[ $name ] = $other;
				return $other;
			}
		}
		return $name;
	}
}
