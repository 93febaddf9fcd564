<?php
/**
 * PHP's sessions in a cache that asks for the task's role: php-redis's handler reads its login from php.ini, once, so
 * each session that begins hands it a login of its own. A request without a session asks for none.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/aws/cache-token.php';

/** php-redis's handler, with a fresh login in its path. */
final class CacheSessions extends \SessionHandler implements \SessionUpdateTimestampHandlerInterface {
	private string $path;
	private string $name;

	/** The connection ends with the request, long before ElastiCache's twelve hours. */
	public function open( string $path, string $name ): bool {
		try {
			[ $user, $token ] = cache_login();
		} catch ( AwsFailure $failure ) {
			log_line( 'sessions: get no login: ' . $failure->getMessage() );
			// A page that lacks its session is nothing to keep for others.
			header( 'Cache-Control: no-store' );
			return false;
		}
		$this->path = $path . '&' . http_build_query( array( 'auth' => array( 'user' => $user, 'pass' => $token ) ) );
		$this->name = $name;
		return parent::open( $this->path, $name );
	}

	/** PHP asks this of a handler written in PHP, so that nobody brings an id of his own (session.use_strict_mode). */
	public function validateId( string $id ): bool {
		if ( '' !== (string) parent::read( $id ) ) {
			return true;
		}
		// Reading has locked the id; the session gets another one.
		parent::close();
		parent::open( $this->path, $this->name );
		return false;
	}

	public function updateTimestamp( string $id, string $data ): bool {
		return parent::write( $id, $data );
	}
}

session_set_save_handler( new CacheSessions() );
