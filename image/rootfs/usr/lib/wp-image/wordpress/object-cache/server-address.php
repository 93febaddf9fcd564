<?php
/**
 * Where the Valkey or Redis server is, and how to get in: the container's settings.
 */

namespace WpImage;

final class ServerAddress {
	/** As messages call it. */
	public function name(): string {
		return $this->host() . ':' . $this->port();
	}

	/**
	 * @param float $seconds to connect, and to wait for each answer
	 * @throws \RedisException
	 */
	public function connect( float $seconds ): \Redis {
		$redis   = new \Redis();
		$context = array();
		if ( null !== setting( 'WP_REDIS_PASSWORD' ) ) {
			$context['auth'] = array_values( array_filter( array( setting( 'WP_REDIS_USERNAME' ), setting( 'WP_REDIS_PASSWORD' ) ), 'is_string' ) );
		}
		if ( is_on( 'WP_REDIS_TLS' ) ) {
			$context['stream'] = array_filter( array( 'verify_peer' => true, 'verify_peer_name' => true, 'cafile' => setting( 'WP_REDIS_CA' ) ) );
		}
		// Connections are kept by the worker; php-redis proves each with an ECHO before it is used again.
		$database = (int) setting( 'WP_REDIS_DATABASE', 0 );
		if ( ! @$redis->pconnect( $this->host(), $this->port(), $seconds, "wp$database", 0, $seconds, $context ) ) {
			throw new \RedisException( 'does not accept the connection' );
		}
		$redis->setOption( \Redis::OPT_MAX_RETRIES, 0 );
		if ( 0 !== $database && ! $redis->select( $database ) ) {
			throw new \RedisException( "has no database $database" );
		}
		return $redis;
	}

	/**
	 * Logs in with the task's role, on a connection that is new: one that the worker has kept is logged in until the server
	 * ends it, after twelve hours, and IAM is asked no more often than needed.
	 *
	 * @throws \RedisException
	 */
	public function log_in( \Redis $redis ): void {
		try {
			$login = cache_login();
		} catch ( AwsFailure $failure ) {
			throw new \RedisException( 'gets no login: ' . $failure->getMessage(), 0, $failure );
		}
		try {
			if ( ! $redis->auth( $login ) ) {
				throw new \RedisException( (string) $redis->getLastError() );
			}
		} catch ( \RedisException $refusal ) {
			// The next try signs again.
			forget_cache_token();
			throw new \RedisException( 'refuses the login: ' . $refusal->getMessage(), 0, $refusal );
		}
	}

	private function host(): string {
		return ( is_on( 'WP_REDIS_TLS' ) ? 'tls://' : '' ) . setting( 'WP_REDIS_HOST' );
	}

	private function port(): int {
		return (int) setting( 'WP_REDIS_PORT', 6379 );
	}
}
