<?php
/**
 * PHP's sessions in WordPress's database, for sites that several containers serve without a cache server: one row a
 * session, which one request has at a time.
 *
 * The row is found by a hash of the id, so that nobody who reads the database or a copy of it takes over a session. The
 * table is made when the first session finds none.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/database-connection.php';

final class DatabaseSessions implements \SessionHandlerInterface, \SessionUpdateTimestampHandlerInterface {
	/** Seconds to wait for the database. */
	const TIMEOUT = 5;

	/** Seconds to wait for another request with the same session. */
	const LOCK_SECONDS = 20;

	/** A session with more bytes of data is not kept. */
	const MAX_BYTES = 1 << 20;

	/** Seconds for which a session that is only read is left as it is. */
	const TOUCH_SECONDS = 60;

	/** A request that is chosen to clean up removes no more rows than this. */
	const MAX_REMOVED = 5000;

	/** Error number: no such table. */
	const NO_TABLE = 1146;

	private ?DatabaseConnection $database = null;
	private string $table;

	/** When the session that was read would expire. */
	private int $expires = 0;

	public function open( string $path, string $name ): bool {
		$this->table = database_prefix() . 'php_sessions';
		return $this->attempt( fn (): bool => (bool) $this->database ??= DatabaseConnection::open( self::TIMEOUT ) );
	}

	/** The lock ends with the connection. */
	public function close(): bool {
		$this->database?->close();
		$this->database = null;
		return true;
	}

	/** PHP asks this of an id that a visitor brings (session.use_strict_mode). */
	public function validateId( string $id ): bool {
		return $this->attempt( fn (): bool => null !== $this->row( $id ) );
	}

	/** Waits for the session, which is this request's from now on; false when another keeps it for too long. */
	public function read( string $id ): string|false {
		return $this->attempt(
			function () use ( $id ): string|false {
				if ( ! $this->lock( $id ) ) {
					return $this->fail( 'another request has had the session for too long' );
				}
				[ $data, $this->expires ] = $this->row( $id ) ?? array( '', 0 );
				if ( 0 === $this->expires ) {
					// The visitor may come again with the new id before this request ends: the id is known from now on.
					$this->store( $id, '' );
				}
				return $data;
			}
		);
	}

	public function write( string $id, string $data ): bool {
		if ( strlen( $data ) > self::MAX_BYTES ) {
			return $this->fail( 'a session of ' . strlen( $data ) . ' bytes is not kept; the limit is ' . self::MAX_BYTES );
		}
		return $this->attempt( fn (): bool => $this->store( $id, $data ) );
	}

	/** Keeps a session that has not changed. */
	public function updateTimestamp( string $id, string $data ): bool {
		return $this->expires > time() + (int) ini_get( 'session.gc_maxlifetime' ) - self::TOUCH_SECONDS || $this->write( $id, $data );
	}

	public function destroy( string $id ): bool {
		return $this->attempt( fn (): bool => 0 <= $this->query( "DELETE FROM `$this->table` WHERE id = ?", array( $this->name( $id ) ) ) );
	}

	public function gc( int $lifetime ): int|false {
		return $this->attempt( fn (): int => $this->query( "DELETE FROM `$this->table` WHERE expires <= ? LIMIT " . self::MAX_REMOVED, array( time() ) ) );
	}

	/** Each question is shorter than the time after which a server counts as lost. @throws \mysqli_sql_exception */
	private function lock( string $id ): bool {
		$name = 'php-session:' . substr( hash( 'sha256', database_constant( 'DB_NAME', 'WORDPRESS_DB_NAME' ) . "|$this->table|$id" ), 0, 40 );
		$end  = time() + self::LOCK_SECONDS;
		do {
			$is_locked = '1' === (string) $this->query( 'SELECT GET_LOCK(?, 2)', array( $name ) )->fetch_row()[0];
		} while ( ! $is_locked && time() < $end );
		return $is_locked;
	}

	/** @return array{string, int}|null data and expiry of a session that has not expired */
	private function row( string $id ): ?array {
		return $this->query( "SELECT data, expires FROM `$this->table` WHERE id = ? AND expires > ?", array( $this->name( $id ), time() ) )->fetch_row();
	}

	private function store( string $id, string $data ): bool {
		$this->expires = time() + (int) ini_get( 'session.gc_maxlifetime' );
		$this->query(
			"INSERT INTO `$this->table` (id, data, expires) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE data = VALUES(data), expires = VALUES(expires)",
			array( $this->name( $id ), $data, $this->expires )
		);
		return true;
	}

	private function name( string $id ): string {
		return hash( 'sha256', $id, true );
	}

	/** @throws \mysqli_sql_exception */
	private function query( string $sql, array $values ): \mysqli_result|int {
		try {
			return $this->database->run( $sql, $values );
		} catch ( \mysqli_sql_exception $error ) {
			if ( self::NO_TABLE !== $error->getCode() ) {
				throw $error;
			}
			$this->database->run( "CREATE TABLE IF NOT EXISTS `$this->table` (id BINARY(32) PRIMARY KEY, data MEDIUMBLOB NOT NULL, expires BIGINT UNSIGNED NOT NULL, KEY expires (expires))" );
			return $this->database->run( $sql, $values );
		}
	}

	/** What the work returns; false, and a line in the log, when the database is away. The page goes on without a session. */
	private function attempt( callable $work ): mixed {
		try {
			return $work();
		} catch ( \mysqli_sql_exception $error ) {
			return $this->fail( "the database fails with error {$error->getCode()}" );
		}
	}

	/** A page that lacks its session is nothing to keep for others. */
	private function fail( string $reason ): false {
		log_line( "sessions: $reason" );
		if ( ! headers_sent() ) {
			header( 'Cache-Control: no-store' );
		}
		return false;
	}
}

// Without a shutdown function, so that PHP writes the session after the last of WordPress's and the plugins'.
session_set_save_handler( new DatabaseSessions(), false );
