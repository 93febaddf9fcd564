<?php
/**
 * What is asked of the Valkey or Redis server, and the names of keys on it.
 *
 * A key is `<prefix>:<epoch>:<group's generation>:<blog>:<group>:<key>`. Flushing a group or everything writes a new
 * generation or epoch, so it costs the same for ten keys and ten million; what was stored before is never read again
 * and expires. Both are random, not counted: when the server evicts or loses them, old keys do not come back to life.
 */

namespace WpImage;

final class Server {
	/** Seconds after which a value without an expiry of its own goes: keys of former generations must end some day. */
	const MAX_AGE = 7 * 86400;

	/** Which server the generations were written to, in their hash. */
	const SERVER = '*server';

	private ?\Redis $redis = null;

	/** @var array<string, string> group => generation; `*` => epoch */
	private array $generations = array();

	public function __construct( private readonly ServerAddress $address, private readonly string $prefix, private readonly Outage $outage, private readonly Patience $patience ) {}

	/** @param Outage $outage by default that of who only asks whether the server answers */
	public static function from_settings( Outage $outage = new Outage() ): self {
		$site = implode( '|', array( setting( 'WORDPRESS_DB_HOST' ), setting( 'WORDPRESS_DB_NAME' ), setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' ) ) );
		return new self(
			new ServerAddress(),
			// Two sites on one server never meet, also when both keep their table prefix at wp_.
			setting( 'WP_REDIS_PREFIX', 'wp' ) . ':' . substr( hash( 'sha256', $site ), 0, 12 ),
			$outage,
			new Patience( (int) setting( 'WP_REDIS_BUDGET', 1000 ) / 1000 )
		);
	}

	/**
	 * Runs a command on the server; null when the server is away. Groups whose values the command would have changed
	 * are noted then, and forgotten by the server before anything is read from it again.
	 */
	public function run( callable $command, string ...$changed_groups ): mixed {
		try {
			$redis = $this->connection();
			if ( null !== $redis ) {
				$answer = $this->patience->during( static fn (): mixed => $command( $redis ) );
				if ( $this->patience->is_over() ) {
					$this->redis = null;
					$this->outage->begin( sprintf( '%s has kept a request waiting for %.1f s', $this->name(), $this->patience->waited_seconds() ) );
				}
				return $answer;
			}
		} catch ( \RedisException $error ) {
			$this->redis = null;
			$this->outage->begin( $this->name() . ' ' . $error->getMessage() );
		}
		$this->outage->note( ...$changed_groups );
		return null;
	}

	/** Full name of a key; only within run(), where the generations are known. */
	public function key( string $blog, string $group, int|string $key ): string {
		// Long keys are shortened; group and blog stay legible.
		$key = strlen( (string) $key ) > 172 ? 'sha256-' . hash( 'sha256', (string) $key ) : $key;
		return "{$this->prefix}:{$this->generations['*']}:" . ( $this->generations[ $group ] ?? '0' ) . ":$blog:$group:$key";
	}

	/** Full name of a key that flushing leaves alone. */
	public function plain_key( string $key ): string {
		return "{$this->prefix}:$key";
	}

	/** Makes the server forget all values of these groups; `*` stands for all groups. Only within run(). @return true */
	public function forget( \Redis $redis, string ...$groups ): bool {
		$fresh = array_fill_keys( $groups, bin2hex( random_bytes( 6 ) ) );
		if ( false === $redis->hMSet( $this->generations_key(), $fresh ) ) {
			throw new \RedisException( 'refused a write: ' . $redis->getLastError() );
		}
		$this->generations = array_merge( $this->generations, $fresh );
		return true;
	}

	/** Reads the generations again, in case another process flushed. Only within run(). */
	public function refresh(): void {
		$this->generations = array();
		$this->redis       = null;
	}

	/** The end of the request. */
	public function close(): void {
		$this->outage->close();
	}

	public function name(): string {
		return $this->address->name();
	}

	/** The connection, ready for commands; null for a while after a failure. @throws \RedisException */
	private function connection(): ?\Redis {
		if ( null !== $this->redis || $this->patience->is_over() || ! $this->outage->may_try() ) {
			return $this->redis;
		}
		$redis = $this->patience->during( fn (): \Redis => $this->ready() );
		$this->outage->settle( fn ( array $groups, bool $after_outage ): array => $this->catch_up( $redis, $groups, $after_outage ) );
		return $this->redis = $redis;
	}

	/**
	 * Makes the server forget groups; everything, when after an outage another server answers: a replica that took over
	 * before it had the last changes, or one that has loaded a snapshot.
	 *
	 * @param string[] $groups
	 * @return string[] what is forgotten
	 * @throws \RedisException
	 */
	private function catch_up( \Redis $redis, array $groups, bool $after_outage ): array {
		$known  = $this->generations[ self::SERVER ] ?? '';
		$found  = $after_outage ? $this->run_id( $redis ) : $known;
		$groups = $found === $known ? $groups : array( '*' );
		if ( $groups ) {
			$this->forget( $redis, ...$groups );
		}
		if ( $found !== $known ) {
			$redis->hSet( $this->generations_key(), self::SERVER, $found );
		}
		return $groups;
	}

	/** What a server gives itself at each start; empty where the user may not ask. */
	private function run_id( \Redis $redis ): string {
		$info = $redis->info( 'server' );
		return is_array( $info ) ? (string) ( $info['run_id'] ?? '' ) : '';
	}

	/** A connection that is logged in and knows the generations. @throws \RedisException */
	private function ready(): \Redis {
		$redis = $this->address->connect( $this->patience->answer_seconds() );
		$asked = hrtime( true );
		try {
			$this->load_generations( $redis );
		} catch ( \RedisException $error ) {
			if ( ! has_cache_login() || ! str_contains( $error->getMessage(), 'NOAUTH' ) ) {
				throw $error;
			}
			$this->address->log_in( $redis );
			$asked = hrtime( true );
			$this->load_generations( $redis );
		}
		if ( $this->outage->lasts() && hrtime( true ) - $asked > $this->patience->return_seconds() * 1e9 ) {
			throw new \RedisException( 'is still slow' );
		}
		return $redis;
	}

	/** @throws \RedisException */
	private function load_generations( \Redis $redis ): void {
		$this->generations = $this->stored_generations( $redis );
		if ( ! isset( $this->generations['*'] ) ) {
			// The first of several wins; all read what it wrote.
			$redis->hSetNx( $this->generations_key(), '*', bin2hex( random_bytes( 6 ) ) );
			$redis->hSet( $this->generations_key(), self::SERVER, $this->run_id( $redis ) );
			$this->generations = $this->stored_generations( $redis );
		}
		if ( ! isset( $this->generations['*'] ) ) {
			throw new \RedisException( 'refuses commands: ' . $redis->getLastError() );
		}
	}

	/** @return array<string, string> */
	private function stored_generations( \Redis $redis ): array {
		return $redis->hGetAll( $this->generations_key() ) ?: array();
	}

	private function generations_key(): string {
		return "{$this->prefix}:generations";
	}
}
