<?php
namespace Acme\Hello; final class Greeter {}
