<?php
/**
 * What a page asked of the server the last time it was made, fetched in one command the next time: WordPress asks for
 * some forty values one by one, and each answer costs a way through the network.
 */

namespace WpImage;

final class Prefetch {
	/** Seconds for which the list of a page is kept. */
	const MAX_AGE = 3600;

	/** No page asks for more in earnest. */
	const MAX_NAMES = 500;

	/** The list is written again when this share of it was of no use. */
	const TOLERATED_WASTE = 0.25;

	/** @var array<string, string|false> full name => what the server has; what was taken is gone */
	private array $fetched = array();

	/** @var array<string, array{string, string, int|string}> full name => blog, group and key, of all that this request wanted */
	private array $wanted = array();

	/** Names on the list that was fetched; null before it was looked for. */
	private ?int $listed = null;

	private bool $is_changed = false;

	private function __construct( private readonly Server $server, private readonly string $page ) {}

	/** For a page that visitors share; null for everything else. */
	public static function of_request( Server $server ): ?self {
		$path      = strtok( $_SERVER['REQUEST_URI'] ?? '', '?' );
		$is_shared = 'GET' === ( $_SERVER['REQUEST_METHOD'] ?? '' )
			&& 'cli' !== PHP_SAPI
			&& ! preg_match( '#^/+(?:[^/]+/+)?wp-(admin|login|cron|json)#', (string) $path )
			&& ! preg_grep( '/^wordpress_logged_in_/', array_map( 'strval', array_keys( $_COOKIE ) ) );
		return $is_shared ? new self( $server, hash( 'sha256', ( $_SERVER['HTTP_HOST'] ?? '' ) . $path ) ) : null;
	}

	/**
	 * Answers for those of the names that were fetched, each once; fetches the list on the first call. Only within Server::run().
	 *
	 * @param array<string, array{string, string, int|string}> $wanted full name => blog, group and key
	 * @return array<string, string|false>
	 */
	public function take( \Redis $redis, array $wanted ): array {
		if ( null === $this->listed ) {
			$this->fetch( $redis );
		}
		$this->wanted    += $wanted;
		$taken            = array_intersect_key( $this->fetched, $wanted );
		$this->fetched    = array_diff_key( $this->fetched, $taken );
		$this->is_changed = $this->is_changed || count( $taken ) < count( $wanted );
		return $taken;
	}

	/** Forgets what was fetched of these names, or all of it: the request has changed it. */
	public function drop( ?array $names = null ): void {
		$this->fetched = null === $names ? array() : array_diff_key( $this->fetched, array_fill_keys( $names, true ) );
	}

	/** Keeps the list of this page for the next time, when it is another one than was fetched. Only within Server::run(). */
	public function keep( \Redis $redis ): void {
		$wasted = count( $this->fetched ) > self::TOLERATED_WASTE * max( 1, (int) $this->listed );
		if ( $this->wanted && ( $this->is_changed || $wasted ) ) {
			$list = array_slice( array_values( $this->wanted ), 0, self::MAX_NAMES );
			$redis->set( $this->name(), json_encode( $list ), array( 'ex' => self::MAX_AGE ) );
		}
	}

	private function fetch( \Redis $redis ): void {
		$list  = json_decode( (string) $redis->get( $this->name() ), true ) ?: array();
		$names = array_map( fn ( array $key ): string => $this->server->key( ...$key ), $list );

		$this->listed = count( $names );
		if ( $names ) {
			$values = $redis->mget( $names );
			if ( ! is_array( $values ) ) {
				throw new \RedisException( 'refused a command: ' . $redis->getLastError() );
			}
			$this->fetched = array_combine( $names, $values );
		}
	}

	private function name(): string {
		return $this->server->plain_key( "page:{$this->page}" );
	}
}
