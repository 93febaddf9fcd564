<?php
/**
 * Which groups of the object cache were changed by a task that could not tell the cache server: notes in the database,
 * which outlives the task and is there for tasks that do reach the server.
 *
 * A note is a row of the site's options, one for each group, and says when by a random word. So a note that is written
 * again while its predecessor is obeyed is another one, and stays.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/database-connection.php';

final class StaleNotes {
	const OPTION = 'wp_image_stale_';

	/** Seconds to wait for the database. */
	const TIMEOUT = 2;

	/** Error number: no such table. */
	const NOT_INSTALLED = 1146;

	private ?DatabaseConnection $database = null;

	/** @throws \mysqli_sql_exception */
	public function write( string ...$groups ): void {
		$values = array();
		foreach ( $groups as $group ) {
			array_push( $values, self::OPTION . md5( $group ), bin2hex( random_bytes( 6 ) ) . ' ' . $group );
		}
		$rows = implode( ', ', array_fill( 0, count( $groups ), "(?, ?, 'no')" ) );
		$this->run( "INSERT INTO `{$this->table()}` (option_name, option_value, autoload) VALUES $rows ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)", $values );
	}

	/**
	 * Asks on WordPress's connection where it stands.
	 *
	 * @return array<string, string> name of the note => its word and its group
	 * @throws \mysqli_sql_exception
	 */
	public function read(): array {
		$sql = "SELECT option_name, option_value FROM `{$this->table()}` WHERE option_name LIKE '" . addcslashes( self::OPTION, '_' ) . "%'";
		$own = $GLOBALS['wpdb']->dbh ?? null;
		try {
			$rows = $own instanceof \mysqli ? $own->query( $sql ) : false;
			return array_column( ( $rows ?: $this->run( $sql ) )->fetch_all(), 1, 0 );
		} catch ( \mysqli_sql_exception $error ) {
			return self::NOT_INSTALLED === $error->getCode() ? array() : throw $error;
		}
	}

	/** @param array<string, string> $notes @return string[] */
	public static function groups( array $notes ): array {
		return array_map( static fn ( string $note ): string => explode( ' ', $note, 2 )[1] ?? '*', array_values( $notes ) );
	}

	/**
	 * Removes notes that were obeyed, as they were read.
	 *
	 * @param array<string, string> $notes
	 * @throws \mysqli_sql_exception
	 */
	public function remove( array $notes ): void {
		foreach ( $notes as $name => $note ) {
			$this->run( "DELETE FROM `{$this->table()}` WHERE option_name = ? AND option_value = ?", array( $name, $note ) );
		}
	}

	private function run( string $sql, array $values = array() ): \mysqli_result|int {
		$this->database ??= DatabaseConnection::open( self::TIMEOUT );
		return $this->database->run( $sql, $values );
	}

	private function table(): string {
		return database_prefix() . 'options';
	}
}
