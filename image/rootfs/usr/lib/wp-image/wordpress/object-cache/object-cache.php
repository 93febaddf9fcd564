<?php
/**
 * WordPress's object cache: values of this request in memory, in front of a server that keeps them between requests.
 * While the server is away, a request has its memory alone, as WordPress has without an object cache.
 */

namespace WpImage;

class ObjectCache {
	/** Counted for status pages and plugins that show them. */
	public $cache_hits   = 0;
	public $cache_misses = 0;

	/**
	 * Groups whose changed values are deleted on the server, and stored only by readers (add). Two requests that update
	 * different options at once would else each store an `alloptions` without the other's change.
	 */
	const STORED_BY_READERS = array( 'options' );

	/**
	 * Adds to a number where the key exists; never below zero. A text of a number, as the database gives one, counts as that
	 * number, and what is no number as zero. Gives the new value as it is stored.
	 */
	const INCREMENT = <<<'LUA'
		local value = redis.call('GET', KEYS[1])
		if not value then return false end
		local text = value:match('^s:%d+:"%s*(.-)%s*";$') or value:match('^d:(.*);$') or value
		local number = text:match('^[+-]?[%d.]+[eE]?[+-]?%d*$') and tonumber(text) or 0
		number = math.max(number + ARGV[1], 0)
		local is_whole = number == 0 or not text:find('[.eE]')
		value = is_whole and string.format('%.0f', number) or string.format('d:%.17g;', number)
		redis.call('SET', KEYS[1], value, 'KEEPTTL')
		return value
		LUA;

	/** @var array<string, array<int|string, mixed>> "<blog>:<group>" => key => value */
	private array $memory = array();

	protected readonly Groups $groups;

	private readonly ?Prefetch $prefetch;

	private readonly AbsentOptions $absent_options;

	public function __construct( private readonly Server $server ) {
		$this->groups         = new Groups();
		$this->prefetch       = Prefetch::of_request( $server );
		$this->absent_options = new AbsentOptions();
	}

	public function get( $key, $group = 'default', $force = false, &$found = null ) {
		$found = false;
		if ( ! $this->is_valid_key( $key ) ) {
			return false;
		}
		$group = Groups::name( $group );
		$shelf = $this->groups->shelf( $group );
		if ( ! $force && isset( $this->memory[ $shelf ][ $key ] ) ) {
			$found = true;
			++$this->cache_hits;
			return Values::copy( $this->memory[ $shelf ][ $key ] );
		}
		$values = $this->find( array( $key ), $group, (bool) $force );
		$found  = array() !== $values;
		return $found ? Values::copy( reset( $values ) ) : false;
	}

	/** @return array<int|string, mixed> false for what is not there, as WordPress wants it. */
	public function get_multiple( $keys, $group = 'default', $force = false ) {
		$keys   = array_values( array_filter( (array) $keys, array( $this, 'is_valid_key' ) ) );
		$values = $this->find( $keys, Groups::name( $group ), (bool) $force );
		$result = array();
		foreach ( $keys as $key ) {
			$result[ $key ] = array_key_exists( $key, $values ) ? Values::copy( $values[ $key ] ) : false;
		}
		return $result;
	}

	public function set( $key, $data, $group = 'default', $expire = 0 ) {
		return $this->is_valid_key( $key ) && $this->set_multiple( array( $key => $data ), $group, $expire )[ $key ];
	}

	/** @return array<int|string, bool> */
	public function set_multiple( array $data, $group = '', $expire = 0 ) {
		$group  = Groups::name( $group );
		$values = array_filter( $data, array( $this, 'is_valid_key' ), ARRAY_FILTER_USE_KEY );
		$lists  = $this->groups->is_persistent( $group ) ? array_filter( $values, static fn ( int|string $key ): bool => AbsentOptions::is_list( $key, $group ), ARRAY_FILTER_USE_KEY ) : array();
		if ( $lists ) {
			array_walk( $lists, fn ( mixed $list, int|string $key ) => $this->set_absent_options( (string) $key, $group, $list ) );
			return array_fill_keys( array_keys( $lists ), true ) + $this->set_multiple( array_diff_key( $values, $lists ), $group, $expire );
		}
		foreach ( $values as $key => $value ) {
			$this->remember( $group, $key, $value );
		}
		if ( $values && $this->groups->is_persistent( $group ) ) {
			$this->server->run(
				function ( \Redis $redis ) use ( $values, $group, $expire ): void {
					if ( in_array( $group, self::STORED_BY_READERS, true ) ) {
						$redis->unlink( $this->names( array_keys( $values ), $group ) );
						return;
					}
					$pipeline = $redis->pipeline();
					foreach ( $values as $key => $value ) {
						$pipeline->set( $this->name( $key, $group ), Values::encode( $value ), array( 'ex' => $this->lifetime( $expire ) ) );
					}
					$this->expect_accepted( $pipeline->exec(), $redis );
				},
				$group
			);
		}
		return array_fill_keys( array_keys( $values ), true );
	}

	public function add( $key, $data, $group = 'default', $expire = 0 ) {
		return $this->is_valid_key( $key ) && $this->add_multiple( array( $key => $data ), $group, $expire )[ $key ];
	}

	/** @return array<int|string, bool> */
	public function add_multiple( array $data, $group = '', $expire = 0 ) {
		$group  = Groups::name( $group );
		$values = array_filter( $data, array( $this, 'is_valid_key' ), ARRAY_FILTER_USE_KEY );
		$added  = array_fill_keys( array_keys( $values ), false );
		$new    = wp_suspend_cache_addition() ? array() : array_diff_key( $values, $this->memory[ $this->groups->shelf( $group ) ] ?? array() );
		if ( ! $new ) {
			return $added;
		}
		$answers = $this->groups->is_persistent( $group ) ? $this->server->run( fn ( \Redis $redis ) => $this->add_on_server( $redis, $new, $group, $expire ) ) : null;
		foreach ( $new as $key => $value ) {
			$added[ $key ] = $answers[ $key ] ?? true;
			if ( $added[ $key ] ) {
				$this->remember( $group, $key, $value );
			}
		}
		return $added;
	}

	public function replace( $key, $data, $group = 'default', $expire = 0 ) {
		if ( ! $this->is_valid_key( $key ) || ! $this->find( array( $key ), Groups::name( $group ), false ) ) {
			return false;
		}
		return $this->set( $key, $data, $group, $expire );
	}

	public function delete( $key, $group = 'default', $deprecated = false ) {
		return $this->is_valid_key( $key ) && $this->delete_multiple( array( $key ), $group )[ $key ];
	}

	/** @return array<int|string, bool> */
	public function delete_multiple( array $keys, $group = '' ) {
		$group   = Groups::name( $group );
		$keys    = array_values( array_filter( $keys, array( $this, 'is_valid_key' ) ) );
		$shelf   = $this->groups->shelf( $group );
		$deleted = array();
		foreach ( $keys as $key ) {
			$deleted[ $key ] = array_key_exists( $key, $this->memory[ $shelf ] ?? array() );
			unset( $this->memory[ $shelf ][ $key ] );
		}
		if ( $keys && $this->groups->is_persistent( $group ) ) {
			$answers = $this->server->run(
				function ( \Redis $redis ) use ( $keys, $group ): array {
					$names = $this->names( $keys, $group );
					$this->prefetch?->drop( $names );
					$pipeline = $redis->pipeline();
					foreach ( $names as $index => $name ) {
						if ( AbsentOptions::is_list( $keys[ $index ], $group ) ) {
							$this->absent_options->discard( $pipeline, $name );
						} else {
							$pipeline->unlink( $name );
						}
					}
					return $this->expect_accepted( $pipeline->exec(), $redis );
				},
				$group
			);
			foreach ( $keys as $index => $key ) {
				$deleted[ $key ] = $deleted[ $key ] || ( $answers[ $index ] ?? 0 ) > 0;
			}
		}
		return $deleted;
	}

	public function incr( $key, $offset = 1, $group = 'default' ) {
		if ( ! $this->is_valid_key( $key ) ) {
			return false;
		}
		$offset = (int) $offset;
		$group  = Groups::name( $group );
		if ( $this->groups->is_persistent( $group ) ) {
			$answer = $this->server->run(
				function ( \Redis $redis ) use ( $key, $offset, $group ): int|float|false {
					$redis->clearLastError();
					$name = $this->name( $key, $group );
					$this->prefetch?->drop( array( $name ) );
					$number = $redis->eval( self::INCREMENT, array( $name, $offset ), 1 );
					if ( false === $number && null !== $redis->getLastError() ) {
						throw new \RedisException( 'refused a command: ' . $redis->getLastError() );
					}
					return Values::decode( $number )[0] ?? false;
				},
				$group
			);
			if ( null !== $answer ) {
				if ( false !== $answer ) {
					$this->remember( $group, $key, $answer );
				}
				return $answer;
			}
		}
		$shelf = $this->groups->shelf( $group );
		if ( ! array_key_exists( $key, $this->memory[ $shelf ] ?? array() ) ) {
			return false;
		}
		$value = $this->memory[ $shelf ][ $key ];
		return $this->memory[ $shelf ][ $key ] = max( 0, ( is_numeric( $value ) ? $value : 0 ) + $offset );
	}

	public function decr( $key, $offset = 1, $group = 'default' ) {
		return $this->incr( $key, -(int) $offset, $group );
	}

	/** @return bool false while the server is away, which then forgets all when it is back */
	public function flush() {
		$this->memory = array();
		$this->prefetch?->drop();
		return true === $this->server->run( fn ( \Redis $redis ): bool => $this->server->forget( $redis, '*' ), '*' );
	}

	public function flush_group( $group ) {
		$group = Groups::name( $group );
		$this->prefetch?->drop();
		foreach ( array_keys( $this->memory ) as $shelf ) {
			if ( str_ends_with( $shelf, ":$group" ) ) {
				unset( $this->memory[ $shelf ] );
			}
		}
		return ! $this->groups->is_persistent( $group ) || true === $this->server->run( fn ( \Redis $redis ): bool => $this->server->forget( $redis, $group ), $group );
	}

	/** Empties the memory of this process; what is on the server stays and is read again. */
	public function flush_runtime(): bool {
		$this->memory = array();
		$this->prefetch?->drop();
		$this->server->refresh();
		return true;
	}

	public function add_global_groups( $groups ) {
		$this->groups->add_global( (array) $groups );
	}

	public function add_non_persistent_groups( $groups ) {
		$this->groups->add_non_persistent( (array) $groups );
	}

	/** @return array<string, array<int|string, mixed>> group => key => value, of what this request has in memory */
	protected function in_memory(): array {
		$groups = array();
		foreach ( $this->memory as $shelf => $values ) {
			[ $blog, $group ] = explode( ':', $shelf, 2 );
			foreach ( $values as $key => $value ) {
				$groups[ $group ][ '' === $blog ? $key : "$blog:$key" ] = $value;
			}
		}
		return $groups;
	}

	public function switch_to_blog( $blog_id ) {
		$this->groups->switch_to( (int) $blog_id );
	}

	/** The end of the request. */
	public function close(): bool {
		if ( null !== $this->prefetch && 200 === http_response_code() ) {
			$this->server->run( fn ( \Redis $redis ) => $this->prefetch->keep( $redis ) );
		}
		$this->server->close();
		return true;
	}

	/**
	 * Values by key, from memory and, for the rest, from the server in one command.
	 *
	 * @return array<int|string, mixed> only what was found
	 */
	private function find( array $keys, string $group, bool $force ): array {
		$persistent = $this->groups->is_persistent( $group );
		$memory     = $this->memory[ $this->groups->shelf( $group ) ] ?? array();
		$found      = array_intersect_key( $memory, array_fill_keys( $keys, true ) );
		$wanted     = $force ? $keys : array_values( array_diff( $keys, array_keys( $found ) ) );
		if ( $persistent && $wanted ) {
			$answers = $this->server->run( fn ( \Redis $redis ) => $this->ask( $redis, $wanted, $group, $force ) );
			foreach ( $answers ?? array() as $index => $stored ) {
				unset( $found[ $wanted[ $index ] ], $this->memory[ $this->groups->shelf( $group ) ][ $wanted[ $index ] ] );
				if ( AbsentOptions::is_list( $wanted[ $index ], $group ) ) {
					$this->absent_options->note_reading( $this->name( $wanted[ $index ], $group ), $stored );
				}
				$value = Values::decode( $stored );
				if ( null !== $value ) {
					$found[ $wanted[ $index ] ] = $value[0];
					$this->remember( $group, $wanted[ $index ], $value[0] );
				}
			}
		}
		$this->cache_hits   += count( $found );
		$this->cache_misses += count( $keys ) - count( $found );
		return $found;
	}

	/** What the server has of these keys, in their order; from what was fetched for this page where that may be. */
	private function ask( \Redis $redis, array $keys, string $group, bool $force ): array {
		$names = $this->names( $keys, $group );
		if ( null === $this->prefetch ) {
			return $this->accepted( $redis->mget( $names ), $redis );
		}
		if ( $force ) {
			$this->prefetch->drop( $names );
			return $this->accepted( $redis->mget( $names ), $redis );
		}
		$blog   = $this->groups->blog_of( $group );
		$taken  = $this->prefetch->take( $redis, array_combine( $names, array_map( fn ( int|string $key ): array => array( $blog, $group, $key ), $keys ) ) );
		$others = array_values( array_diff( $names, array_keys( $taken ) ) );
		if ( $others ) {
			$taken += array_combine( $others, $this->accepted( $redis->mget( $others ), $redis ) );
		}
		return array_map( fn ( string $name ): string|false => $taken[ $name ], $names );
	}

	private function set_absent_options( string $key, string $group, mixed $list ): void {
		$only_adds = AbsentOptions::only_adds( $this->memory[ $this->groups->shelf( $group ) ][ $key ] ?? null, $list );
		$this->remember( $group, $key, $list );
		$name = fn (): string => $this->name( $key, $group );
		if ( $only_adds ) {
			$this->server->run( fn ( \Redis $redis ) => $this->absent_options->add( $redis, $name(), Values::encode( $list ) ) );
		} else {
			$this->server->run( fn ( \Redis $redis ) => $this->absent_options->discard( $redis, $name() ) ?: throw new \RedisException( 'refused a write: ' . $redis->getLastError() ), $group );
		}
	}

	/** @return array<int|string, bool> whether each was new */
	private function add_on_server( \Redis $redis, array $values, string $group, int $expire ): array {
		$pipeline = $redis->pipeline();
		foreach ( $values as $key => $value ) {
			$pipeline->set( $this->name( $key, $group ), Values::encode( $value ), array( 'nx', 'ex' => $this->lifetime( $expire ) ) );
		}
		$redis->clearLastError();
		$answers = $this->accepted( $pipeline->exec(), $redis );
		return array_combine( array_keys( $values ), array_map( 'boolval', $answers ) );
	}

	/** @throws \RedisException when one write of a pipeline was refused (out of memory, read-only replica, ACL). */
	private function expect_accepted( mixed $answers, \Redis $redis ): array {
		if ( ! is_array( $answers ) || in_array( false, $answers, true ) ) {
			throw new \RedisException( 'refused a write: ' . $redis->getLastError() );
		}
		return $answers;
	}

	/** @throws \RedisException when the server gave an error in place of an answer. */
	private function accepted( mixed $answers, \Redis $redis ): array {
		return is_array( $answers ) ? $answers : throw new \RedisException( 'refused a command: ' . $redis->getLastError() );
	}

	private function remember( string $group, int|string $key, mixed $value ): void {
		$this->memory[ $this->groups->shelf( $group ) ][ $key ] = Values::copy( $value );
	}

	private function lifetime( mixed $expire ): int {
		return (int) $expire > 0 ? (int) $expire : Server::MAX_AGE;
	}

	/** @return string[] */
	private function names( array $keys, string $group ): array {
		return array_map( fn ( int|string $key ): string => $this->name( $key, $group ), $keys );
	}

	private function name( int|string $key, string $group ): string {
		return $this->server->key( $this->groups->blog_of( $group ), $group, $key );
	}

	private function is_valid_key( mixed $key ): bool {
		if ( is_int( $key ) || ( is_string( $key ) && '' !== trim( $key ) ) ) {
			return true;
		}
		if ( function_exists( '__' ) ) {
			$message = is_string( $key ) ? __( 'Cache key must not be an empty string.' ) : sprintf( __( 'Cache key must be an integer or a non-empty string, %s given.' ), gettype( $key ) );
			_doing_it_wrong( 'wp_cache_*', $message, '6.1.0' );
		}
		return false;
	}
}
