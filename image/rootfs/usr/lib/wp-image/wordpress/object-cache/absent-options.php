<?php
/**
 * WordPress's lists of options that are not in the database (`notoptions`, one for each site of a network and one for the network
 * itself): without them, each page asks the database again.
 *
 * They are the values that readers change: a request that found an option missing adds it, while another may be creating
 * just that option. So additions are stored only over the very value that the request has read, and whoever takes an
 * option off the list leaves a mark there that fits nobody's reading.
 */

namespace WpImage;

final class AbsentOptions {
	/** A site's list: its group and key. */
	const GROUP = 'options';
	const KEY   = 'notoptions';

	/** A network's list has the network's number in front. */
	const NETWORK_GROUP = 'site-options';
	const NETWORK_KEY   = '/^\d+:notoptions$/D';

	/** Stores a value over the expected one; an empty expectation stands for no value. */
	const REPLACE = <<<'LUA'
		local stored = redis.call('GET', KEYS[1]) or ''
		if stored ~= ARGV[1] then return 0 end
		redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
		return 1
		LUA;

	/** @var array<string, string> what the server had when this request read a list, by its full name */
	private array $read = array();

	public static function is_list( int|string $key, string $group ): bool {
		return ( self::GROUP === $group && self::KEY === $key ) || ( self::NETWORK_GROUP === $group && 1 === preg_match( self::NETWORK_KEY, (string) $key ) );
	}

	public function note_reading( string $name, mixed $stored ): void {
		$this->read[ $name ] = is_string( $stored ) ? $stored : '';
	}

	/** Whether a new list only adds to the one that the request has had. */
	public static function only_adds( mixed $former, mixed $list ): bool {
		return is_array( $list ) && ( ! is_array( $former ) || ! array_diff_key( $former, $list ) );
	}

	/** Stores a list that only adds; does nothing when somebody else has changed it meanwhile. */
	public function add( \Redis $redis, string $name, string $list ): void {
		if ( isset( $this->read[ $name ] ) && 1 === $redis->eval( self::REPLACE, array( $name, $this->read[ $name ], $list, Server::MAX_AGE ), 1 ) ) {
			$this->read[ $name ] = $list;
		}
	}

	/** Makes everybody read the options again. The mark is no serialized value, so it is taken for none. */
	public function discard( \Redis $redis, string $name ): mixed {
		return $redis->set( $name, 'changed-' . bin2hex( random_bytes( 6 ) ), array( 'ex' => Server::MAX_AGE ) );
	}
}
