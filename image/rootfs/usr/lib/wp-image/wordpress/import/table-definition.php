<?php
/**
 * What another server wrote of a table, as this server takes it.
 */

namespace WpImage;

final class TableDefinition {
	/** Options of a table that only some engines, servers and disks have. */
	const OPTIONS = 'ROW_FORMAT|KEY_BLOCK_SIZE|PAGE_CHECKSUM|TRANSACTIONAL|CHECKSUM|DELAY_KEY_WRITE|PACK_KEYS|PAGE_COMPRESSED|PAGE_COMPRESSION_LEVEL|COMPRESSION|ENCRYPTED|ENCRYPTION|ENCRYPTION_KEY_ID|STATS_PERSISTENT|AUTOEXTEND_SIZE|(?:SECONDARY_)?ENGINE_ATTRIBUTE|SECONDARY_ENGINE|CONNECTION|DATA\s+DIRECTORY|INDEX\s+DIRECTORY|TABLESPACE|UNION|INSERT_METHOD';

	/** Quoted names and texts. */
	const QUOTED = '/`[^`]*+(?:``[^`]*+)*+`|\'[^\'\\\\]*+(?:(?:\\\\.|\'\')[^\'\\\\]*+)*+\'|"[^"\\\\]*+(?:(?:\\\\.|"")[^"\\\\]*+)*+"/s';

	/** Parts of ALTER TABLE that reach beyond the table. */
	const ELSEWHERE = '/\b(?:RENAME\s+(?!COLUMN\b|KEY\b|INDEX\b)|EXCHANGE\s+PARTITION|CONVERT\s+(?:TABLE|PARTITION)|(?:DISCARD|IMPORT)\s+TABLESPACE)/i';

	/** What stands for one of them, or a plain name. */
	const WORD = '(?:\x01\d+\x02|[\w$]+)';

	/** Collations that were put in others' place: the former one => the one in its place. @var array<string, string> */
	public array $mapped = array();

	/** Indexes that this server cannot have. @var string[] */
	public array $left_out = array();

	/** @var string[] */
	private array $quoted = array();

	/**
	 * @param array<string, true> $collations that this server knows
	 * @param bool                $is_mariadb or else it is MySQL
	 */
	public function __construct( private readonly array $collations, private readonly bool $is_mariadb ) {}

	/**
	 * The text of CREATE TABLE or ALTER TABLE behind the table's name, for this server; names and texts stay as they are.
	 *
	 * @param \Closure(string, string): string $table name here of a table that the text names, by its database and its name
	 * @throws \RuntimeException where it reaches beyond the table
	 */
	public function adapted( string $sql, \Closure $table ): string {
		$this->quoted = array();
		// MariaDB quotes options that it does not know itself.
		$sql  = preg_replace( '/`(' . self::OPTIONS . ')`(?=\s*=)/i', '$1', $sql );
		$text = preg_replace_callback( self::QUOTED, $this->put_aside( ... ), $sql );
		if ( preg_match( self::ELSEWHERE, $text, $match ) ) {
			throw new \RuntimeException( 'a statement that reaches beyond its table: ' . trim( $match[0] ) );
		}
		$text = preg_replace( '/,?\s*\b(?:' . self::OPTIONS . ')\s*=\s*(?:' . self::WORD . '|\([^)]*\))/i', '', $text );
		$text = preg_replace( '/\b(?:ENGINE|TYPE)\s*=\s*\w+/i', 'ENGINE=InnoDB', $text );
		$text = preg_replace( '/\btimestamp\s*\(\s*(?:8|10|12|14)\s*\)/i', 'timestamp', $text );
		$text = preg_replace_callback(
			'/\b(COLLATE(?:\s*=\s*|\s+))(' . self::WORD . ')/i',
			fn ( array $match ): string => $match[1] . $this->collation( trim( $this->original( $match[2] ), '`\'"' ) ),
			$text
		);
		// Names of foreign keys and checks are of the database, and the site's own tables may have the same.
		$text = preg_replace( '/\bCONSTRAINT\s+(?:' . self::WORD . '\s+)?(?=(?:FOREIGN\s+KEY|CHECK)\b)/i', '', $text );
		$text = preg_replace_callback(
			'/(\bREFERENCES\s+|^\s*\(?\s*LIKE\s+)(?:(' . self::WORD . ')\s*\.\s*)?(' . self::WORD . ')/i',
			fn ( array $match ): string => $match[1] . '`' . $table( $this->name( $match[2] ), $this->name( $match[3] ) ) . '`',
			$text
		);
		$text = $this->is_mariadb ? $this->of_mysql( $text ) : $text;
		return preg_replace_callback( '/\x01\d+\x02/', fn ( array $match ): string => $this->original( $match[0] ), $text );
	}

	/** What MySQL has and MariaDB does not. */
	private function of_mysql( string $text ): string {
		$text = preg_replace( '/\b(VIRTUAL|STORED|PERSISTENT)\s+(?:NOT\s+)?NULL\b/i', '$1', $text );
		return preg_replace_callback(
			'/,\s*(?:(?:ADD\s+)?(?:UNIQUE|FULLTEXT|SPATIAL)\s+)?(?:KEY|INDEX)\s+(' . self::WORD . ')\s*(\((?:[^()]++|(?2))*+\))/i',
			function ( array $match ): string {
				// An index over an expression has it in parentheses of its own.
				if ( ! preg_match( '/[(,]\s*\(/', $match[2] ) ) {
					return $match[0];
				}
				$this->left_out[] = $this->name( $match[1] );
				return '';
			},
			$text
		);
	}

	/** @param string[] $match */
	private function put_aside( array $match ): string {
		$this->quoted[] = $match[0];
		return "\x01" . ( count( $this->quoted ) - 1 ) . "\x02";
	}

	private function original( string $word ): string {
		return "\x01" === ( $word[0] ?? '' ) ? $this->quoted[ (int) substr( $word, 1 ) ] : $word;
	}

	private function name( string $word ): string {
		$name = $this->original( $word );
		return preg_match( '/^([`"])(.*)\1$/s', $name, $match ) ? str_replace( $match[1] . $match[1], $match[1], $match[2] ) : $name;
	}

	private function collation( string $name ): string {
		$key = strtolower( $name );
		if ( isset( $this->collations[ $key ] ) || 'default' === $key ) {
			return $name;
		}
		foreach ( self::instead( $key ) as $other ) {
			if ( isset( $this->collations[ $other ] ) ) {
				$this->mapped[ $name ] = $other;
				return $other;
			}
		}
		return $name;
	}

	/** Collations for one that this server does not know: of its character set, and no less strict, so that unique values stay so. @return string[] */
	private static function instead( string $name ): array {
		$charset = preg_match( '/^(utf8mb4|utf8mb3|utf8)_/', $name, $match ) ? $match[1] : 'utf8mb4';
		$charset = 'utf8' === $charset ? 'utf8mb3' : $charset;
		$plain   = str_starts_with( $name, 'utf8_' ) ? array( 'utf8mb3' . substr( $name, 4 ) ) : array();
		if ( preg_match( '/_(?:bin|as_ci|as_cs|cs)$/', $name ) ) {
			return array( ...$plain, "{$charset}_bin", 'utf8_bin' );
		}
		return array( ...$plain, "{$charset}_unicode_520_ci", "{$charset}_unicode_ci", 'utf8_unicode_ci', "{$charset}_general_ci" );
	}
}
